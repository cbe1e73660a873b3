"""The dashboard page: the figures of Pilotage as one file that opens from an e-mail."""
