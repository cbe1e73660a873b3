"""`python -m tests.sheets_emulator.against_gspread CHECKOUT`.

Gspread's own tests, live, and its recorded traffic, against the emulator.

CHECKOUT is a working copy of gspread's repository with what its `test-requirements.txt` names
installed.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from tests.sheets_emulator.accounts import save
from tests.sheets_emulator.running import running
from tests.sheets_emulator.schema import Json

NOT_RUN = {
    "test_access_private_spreadsheet": "opens by id what lies in one person's real Drive",
}
"""Test → why it cannot pass anywhere but at Google, or needs features far from ours."""


def suite(checkout: Path) -> int:
    """Run the tests; their exit code."""
    with running() as (emulator, address), tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "key.json"
        save(key, emulator.accounts.new_service_account())
        left_out = " and ".join(f"not {name}" for name in NOT_RUN)
        known = os.environ | {
            "GS_CREDS_FILENAME": str(key),
            "GS_RECORD_MODE": "none",
            "SHEETS_EMULATOR": address,
        }
        known["PYTHONPATH"] = os.pathsep.join(
            [str(Path(__file__).parent), known.get("PYTHONPATH", "")]
        )
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "gspread_plugin",
            "--disable-vcr",
            "-k",
            left_out,
            "tests",
        ]
        return subprocess.run(command, cwd=checkout, env=known, check=False, timeout=600).returncode


def recordings(checkout: Path) -> list[str]:
    """Send every recorded request to an emulator, and tell where it answers unlike Google."""
    found = []
    for cassette in sorted((checkout / "tests" / "cassettes").glob("*.json")):
        with running() as (emulator, address):
            token = emulator.accounts.token_for("robot@programme-exemple.iam.gserviceaccount.com")
            replay = _Replay(address, token)
            for number, one in enumerate(
                json.loads(cassette.read_text(encoding="utf-8"))["interactions"]
            ):
                found += [
                    f"{cassette.stem} {text} (call {number})" for text in replay.differences(one)
                ]
    return found


class _Replay:
    """One cassette sent again; what Google named by chance (ids, times) stands for what the
    emulator named.

    Calls about spreadsheets that the recording did not make, but found in somebody's Drive, are
    left out.
    """

    def __init__(self, address: str, token: str) -> None:
        self.address = address
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.names: dict[str, str] = {}
        self.left_out = 0

    def differences(self, recorded: Json) -> Iterator[str]:
        asked, expected = recorded["request"], recorded["response"]
        parts = urlsplit(asked["uri"])
        named = re.search(r"/(?:spreadsheets|files)/(1[\w-]{43})", parts.path)
        if named and named[1] not in self.names and "/copy" not in parts.path:
            self.left_out += 1
            return
        url = (
            self.address
            + self._ours(parts.path)
            + (f"?{self._ours(parts.query)}" if parts.query else "")
        )
        body = self._ours(asked["body"]).encode() if asked["body"] else None
        got = self.session.request(
            asked["method"], url, data=body, headers={"Content-Type": _content_type(asked)}
        )
        if got.status_code != expected["status"]["code"]:
            theirs = expected["status"]["code"]
            told = f"{got.status_code}, Google {theirs} ({got.text[:200]})"
            yield f"{asked['method']} {parts.path}: {told}"
            return
        text = expected["body"].get("string", "")
        try:
            theirs = json.loads(text)
        except ValueError:
            if text != got.text:
                yield f"{asked['method']} {parts.path}: {got.text[:100]!r}, Google {text[:100]!r}"
            return
        for difference in self._compare(theirs, got.json(), ""):
            query = "?" * bool(parts.query) + ", ".join(parse_qs(parts.query))
            yield f"{asked['method']} {parts.path}{query}: {difference}"

    def _ours(self, text: str) -> str:
        for theirs, ours in self.names.items():
            text = re.sub(rf"(?<![\w-]){re.escape(theirs)}(?![\w-])", ours, text)
        return text

    def _compare(self, theirs: Any, ours: Any, where: str) -> Iterator[str]:
        if isinstance(theirs, dict) and isinstance(ours, dict):
            for key in sorted(theirs.keys() | ours.keys()):
                yield from self._compare_key(theirs, ours, key, f"{where}.{key}")
        elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
            for place, (one, other) in enumerate(zip(theirs, ours, strict=True)):
                yield from self._compare(one, other, f"{where}[{place}]")
        elif "gserviceaccount.com" in str(theirs) and "gserviceaccount.com" in str(ours):
            return  # whoever recorded
        elif theirs != ours and self._ours(str(theirs)) != str(ours):
            yield f"{where}: {str(ours)[:150]!r}, Google {str(theirs)[:150]!r}"

    def _compare_key(self, theirs: Json, ours: Json, key: str, where: str) -> Iterator[str]:
        if key not in ours or key not in theirs:
            yield f"{where}: {ours.get(key, 'absent')!r}, Google {theirs.get(key, 'absent')!r}"
        elif key in _BY_CHANCE and isinstance(theirs[key], str | int):
            if str(theirs[key]) not in ("0", ""):
                self.names[str(theirs[key])] = str(ours[key])
        elif key not in _TIMES:
            yield from self._compare(theirs[key], ours[key], where)


KNOWN = {
    r"test_auto_resize_columns .*pixelSize": (
        "Google measures the text in its font; the emulator counts seven pixels a character"
    ),
    r"test_open(all|_all_has_metadata) GET /drive/v3/files\?": (
        "the recording lists spreadsheets that were in somebody's Drive before it"
    ),
    r"test_import_csv PUT /upload/drive/v2": (
        "a Drive v2 file has other fields than v3's; gspread reads none of them"
    ),
}
"""Difference → its reason."""
_BY_CHANCE = {"id", "spreadsheetId", "sheetId", "namedRangeId", "protectedRangeId", "chartId"}
_TIMES = {"createdTime", "modifiedTime"}


def _content_type(asked: Json) -> str:
    for name, found in asked["headers"].items():
        if name.lower() == "content-type":
            return str(found[0] if isinstance(found, list) else found)
    return "application/json"


def main() -> None:
    checkout = Path(sys.argv[1]).resolve()
    failed = suite(checkout)
    found = recordings(checkout)
    unexplained = [text for text in found if not any(re.search(known, text) for known in KNOWN)]
    sys.stdout.write("\n".join(unexplained))
    sys.stdout.write(
        f"\n{len(found)} differences from gspread's recordings, "
        f"{len(unexplained)} of them not explained by KNOWN\n"
    )
    sys.exit(failed or bool(unexplained))


if __name__ == "__main__":
    main()
