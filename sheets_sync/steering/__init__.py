"""Figures for the directors."""
