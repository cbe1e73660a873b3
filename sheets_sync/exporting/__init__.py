"""What leaves in a file for other programs: the table of people, or the figures of a region."""
