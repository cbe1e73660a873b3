"""Commands on what is kept: what ran, the copies, and what is held on a person."""
