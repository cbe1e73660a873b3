"""Files that are read and never written: `.ods`, `.xls`, `.csv`, `.tsv`, `.txt`."""
