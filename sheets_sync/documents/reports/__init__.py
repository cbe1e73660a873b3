"""Documents for funders: the report, its annex, and the account of the grant."""
