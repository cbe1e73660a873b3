"""Commands of every month: check the entries, count, and write what meetings and funders read."""
