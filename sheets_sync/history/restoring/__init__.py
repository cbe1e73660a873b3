"""Copies that are kept, and what putting one back undoes."""
