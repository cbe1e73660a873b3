"""The file of the memory: one database, read whole, changed in memory, written whole."""
