"""Entry into tabs: setup, cards, the rows that come from elsewhere."""
