"""From the grid of a tab to its table: header, columns, rows that are no entries."""
