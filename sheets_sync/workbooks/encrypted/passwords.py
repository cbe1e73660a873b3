"""Passwords of workbooks."""

from __future__ import annotations

from pathlib import Path

from sheets_sync.workbooks.shared.kept_password import KeptPassword

VARIABLE = "SHEETS_SYNC_PASSWORD"


def password_of(path: Path) -> str | None:
    """The password of a workbook; None where nobody gave it. The environment comes first."""
    return _of_workbook(path).find()


def keep_password(path: Path, password: str) -> None:
    """Keep it in the system's keyring; raises `Refusal` where there is none."""
    _of_workbook(path).keep(password)


def _of_workbook(path: Path) -> KeptPassword:
    return KeptPassword(VARIABLE, "sheets-sync", str(path.resolve()))
