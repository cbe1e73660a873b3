"""From the raw cells of a column to typed values, and what is wrong with them."""
