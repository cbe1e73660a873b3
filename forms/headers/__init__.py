"""Headers of a table become the fields that its columns are."""
