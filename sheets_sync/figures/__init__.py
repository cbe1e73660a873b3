"""From rows to figures, each with its definition and the rows it was counted from."""
