"""Calc as xlwings would have Excel.

An engine for `xlwings.engines` over a headless LibreOffice, so that the Excel backend runs on a
real program.
"""
