"""What funders get: the report, its annex, and the account of the grant."""
