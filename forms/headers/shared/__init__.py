"""Fields over several columns, and columns of which a cell holds several fields."""
