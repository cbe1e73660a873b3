"""Sections of a funder's report, each in the order that its reader goes through it."""
