"""`python -m tests.sheets_emulator.demo DIR`.

The sample consortium in an emulated Google, and the monthly job on it, as it goes there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import gspread
from google.auth.transport.requests import AuthorizedSession

from sheets_sync.config import load_config
from sheets_sync.sample.write import write_sample
from sheets_sync.workbooks.google.api import calls
from sheets_sync.workbooks.google.api.calls import Api
from sheets_sync.workbooks.google.api.credentials import find_account
from tests.sheets_emulator.accounts import save
from tests.sheets_emulator.drive import SPREADSHEET, XLSX
from tests.sheets_emulator.running import running


def main() -> None:
    folder = Path(sys.argv[1])
    with running() as (emulator, address):
        os.environ[calls.BASE_VARIABLE] = address
        config_file = folder / "config.yaml"
        workbook = folder / "impulser.xlsx"
        if not config_file.exists():
            write_sample(folder, datetime.now(UTC).date())
        robot = emulator.accounts.new_service_account()
        save(folder / "cle.json", robot)
        save(folder / "personne.json", emulator.accounts.new_person())
        address_of_book = _uploaded(folder, workbook, robot["client_email"])
        text = config_file.read_text(encoding="utf-8").splitlines(keepends=True)
        text = [
            f"workbook: {address_of_book}\n" if line.startswith("workbook:") else line
            for line in text
        ]
        text = [
            "google: {credentials: cle.json}\n" if line.startswith("google:") else line
            for line in text
        ]
        config_file.write_text("".join(text), encoding="utf-8")
        for command in (["doctor"], ["prepare"], ["prepare"], ["restore"]):
            emulator.calls.clear()
            sys.stdout.write(f"\n$ sheets-sync {' '.join(command)}\n")
            sys.stdout.flush()
            subprocess.run(
                [sys.executable, "-m", "sheets_sync", *command, "--config", str(config_file)],
                check=True,
            )
            sent = [
                f"{call['verb']} {call['path'].rpartition('/')[2][-20:]} ({call['bytes']} octets)"
                for call in emulator.calls
            ]
            sys.stdout.write(f"→ {len(sent)} appels : {', '.join(sent)}\n")
        account = find_account("cle.json", load_config(config_file).folder)
        seen = folder / "classeur-google.xlsx"
        seen.write_bytes(Api(account).export(address_of_book.rpartition("/")[2]))
        sys.stdout.write(f"\nLe classeur tel que Google l'exporterait : {seen}\n")


def _uploaded(folder: Path, workbook: Path, robot: str) -> str:
    """The address of the workbook, made a spreadsheet in Drive by its owner, who shares it."""
    account = find_account("personne.json", folder)
    api = Api(account)
    session = api.http.session
    assert isinstance(session, AuthorizedSession)
    about = json.dumps({"name": "impulseR Gironde", "mimeType": SPREADSHEET}).encode()
    mark = b"--part"
    body = b"\r\n".join(
        [
            mark,
            b"Content-Type: application/json; charset=UTF-8",
            b"",
            about,
            mark,
            f"Content-Type: {XLSX}".encode(),
            b"",
            workbook.read_bytes(),
            mark + b"--",
        ]
    )
    url = "https://www.googleapis.com/upload/drive/v3/files?uploadType=multipart"
    made = session.post(
        url, data=body, headers={"Content-Type": "multipart/related; boundary=part"}, timeout=60
    )
    made.raise_for_status()
    id_ = made.json()["id"]
    gspread.Client(auth=session.credentials, session=session).insert_permission(
        id_, robot, "user", "writer", notify=False
    )
    return f"https://docs.google.com/spreadsheets/d/{id_}"


if __name__ == "__main__":
    main()
