"""Documents made of the forms themselves: on paper, and what is owed on data protection."""
