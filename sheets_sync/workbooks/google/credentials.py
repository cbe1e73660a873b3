"""Which account to use: a file that config names, then the environment, then gspread's own places."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sheets_sync.errors import Refusal

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive")
ENVIRONMENT = "GOOGLE_APPLICATION_CREDENTIALS"


@dataclass(frozen=True)
class Account:
    """Where the credentials are and whose they are; `email` is "" for a person who signed in. Their content is never shown."""

    file: Path
    found_by: str
    kind: Literal["service_account", "authorized_user"]
    email: str


def find_account(config_says: str | None, folder: Path) -> Account:
    """The first credentials there are; `config_says` is a path relative to `folder`.

    Raises:
        Refusal: none is found, the one that is named is missing, or a file is not one of Google's.
    """
    from gspread.auth import DEFAULT_CONFIG_DIR as GSPREAD_FOLDER

    named = [("config.yaml, google.credentials", folder / config_says)] if config_says else []
    if not named and os.environ.get(ENVIRONMENT):
        named = [(ENVIRONMENT, Path(os.environ[ENVIRONMENT]))]
    if named:
        found_by, file = named[0]
        if not file.is_file():
            raise Refusal("google.credentials_missing", file=file, found_by=found_by)
        return _account(file, found_by)
    for name in ("service_account.json", "authorized_user.json"):
        file = Path(GSPREAD_FOLDER) / name
        if file.is_file():
            return _account(file, "dossier de gspread")
    if (Path(GSPREAD_FOLDER) / "credentials.json").is_file():
        raise Refusal("google.sign_in")
    raise Refusal("google.no_credentials", file=Path(GSPREAD_FOLDER) / "service_account.json")


def load(account: Account) -> Credentials:
    """The credentials of an account, for Sheets and Drive; raises `Refusal`."""
    from google.oauth2.credentials import Credentials as Person
    from google.oauth2.service_account import Credentials as Robot

    try:
        if account.kind == "service_account":
            robot: Credentials = Robot.from_service_account_file(str(account.file), scopes=SCOPES)  # type: ignore[no-untyped-call]
            return robot
        person: Credentials = Person.from_authorized_user_file(str(account.file), SCOPES)  # type: ignore[no-untyped-call]
    except (ValueError, OSError) as error:
        raise Refusal("google.credentials_wrong", file=account.file) from error
    return person


def sign_in() -> Path:
    """Open the browser for a person to sign in, as gspread does; where it keeps the result."""
    import gspread
    from gspread.auth import DEFAULT_AUTHORIZED_USER_FILENAME

    gspread.oauth(scopes=SCOPES)
    return Path(DEFAULT_AUTHORIZED_USER_FILENAME)


def _account(file: Path, found_by: str) -> Account:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        kind, email = data.get("type", "authorized_user"), str(data.get("client_email", ""))
        complete = all(data.get(key) for key in _NEEDED[kind])
    except (OSError, ValueError, AttributeError, KeyError):
        complete, kind, email = False, "", ""
    if not complete:
        raise Refusal("google.credentials_wrong", file=file)
    return Account(file, found_by, kind, email)


_NEEDED = {
    "service_account": ("client_email", "private_key", "token_uri"),
    "authorized_user": ("client_id", "client_secret", "refresh_token"),
}
