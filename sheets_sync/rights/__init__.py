"""Persons' rights: all that is held on one, shown to them, and taken away when they ask."""
