"""What people would take instead of us for the part of the job that is only reading and writing.

Each is a program of its own: `python -c PROGRAM workbook out.xlsx`. None checks, none knows a
person, none marks a cell, none leaves what staff made as it was: they read the tabs « SIAE … »,
stack them, and write one new file.
"""

from __future__ import annotations

# The script that is on the first page of every search.
SCRIPT = """
import sys, pandas as pd
book = sys.argv[1]
tabs = [t for t in pd.ExcelFile(book, engine="openpyxl").sheet_names if t.startswith("SIAE")]
frames = pd.read_excel(book, sheet_name=tabs, engine="openpyxl")
pd.concat(frames.values()).to_excel(sys.argv[2], index=False, engine="openpyxl")
"""
# The same with the fastest reader and writer that pandas has.
PANDAS = """
import sys, pandas as pd
book = sys.argv[1]
tabs = [t for t in pd.ExcelFile(book, engine="calamine").sheet_names if t.startswith("SIAE")]
frames = pd.read_excel(book, sheet_name=tabs, engine="calamine")
pd.concat(frames.values()).to_excel(sys.argv[2], index=False, engine="xlsxwriter")
"""
POLARS = """
import sys, fastexcel, polars as pl
book = fastexcel.read_excel(sys.argv[1])
tabs = [t for t in book.sheet_names if t.startswith("SIAE")]
frames = [book.load_sheet(tab, dtypes="string").to_polars() for tab in tabs]
pl.concat(frames, how="diagonal").write_excel(sys.argv[2])
"""
# What any program in Python with XlsxWriter takes at least for the same cells.
CALAMINE = """
import sys, xlsxwriter
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path(sys.argv[1])
options = {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}
with xlsxwriter.Workbook(sys.argv[2], options) as out:
    sheet, row = out.add_worksheet(), 0
    for tab in book.sheet_names:
        if tab.startswith("SIAE"):
            for cells in book.get_sheet_by_name(tab).to_python(skip_empty_area=False)[1:]:
                sheet.write_row(row, 0, cells)
                row += 1
"""
# The floor: C++ from file to file. Its extension is fetched from DuckDB's own server, or is in the
# package `duckdb-ext-excel`.
DUCKDB = """
import sys, pathlib, duckdb
from python_calamine import CalamineWorkbook
shipped = pathlib.Path(duckdb.__file__).parents[1] / "duckdb_ext" / "extensions"
db = duckdb.connect(config={"threads": 1})
if shipped.exists():
    db.execute(f"SET extension_directory = '{shipped}'")
else:
    db.execute("INSTALL excel")
db.execute("LOAD excel")
tabs = [t for t in CalamineWorkbook.from_path(sys.argv[1]).sheet_names if t.startswith("SIAE")]
read = "SELECT * FROM read_xlsx('{}', sheet='{}', all_varchar=true, header=true)"
every = " UNION ALL BY NAME ".join(read.format(sys.argv[1], tab) for tab in tabs)
db.execute(f"COPY ({every}) TO '{sys.argv[2]}' (FORMAT xlsx, HEADER true)")
"""
CONTESTANTS = {
    "pandas + openpyxl (the user's script)": SCRIPT,
    "pandas + calamine + XlsxWriter": PANDAS,
    "polars + fastexcel + XlsxWriter": POLARS,
    "calamine + XlsxWriter, same cells": CALAMINE,
    "DuckDB with its excel extension (floor)": DUCKDB,
}
