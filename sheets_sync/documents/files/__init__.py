"""Documents as files: where each lies, what is there of before, what a PDF of it is made by."""
