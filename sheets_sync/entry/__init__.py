"""What puts entries into tabs: setup, cards, the rows that come from elsewhere."""
