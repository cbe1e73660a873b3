"""The account to use: of a file that config names, else of the environment, else of gspread."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import gspread.auth
from google.oauth2.credentials import Credentials as PersonCredentials
from google.oauth2.service_account import Credentials as ServiceAccountCredentials

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive")
ENVIRONMENT = "GOOGLE_APPLICATION_CREDENTIALS"
Kind: TypeAlias = Literal["service_account", "authorized_user"]
_REQUIRED_KEYS: Mapping[Kind, tuple[str, ...]] = {
    "service_account": ("client_email", "private_key", "token_uri"),
    "authorized_user": ("client_id", "client_secret", "refresh_token"),
}


@dataclass(frozen=True)
class Account:
    """Credentials: where they are and whose they are; their content is never shown.

    Attributes:
        found_by: what led to the file, for the person who looks for it.
        email: "" for a person who signed in, of whom the file does not tell it.
    """

    file: Path
    found_by: str
    kind: Kind
    email: str

    @property
    def name(self) -> str:
        """Name of the account, inside a sentence."""
        return self.email or sentence("google.your_account")

    @property
    def name_at_start(self) -> str:
        """Name of the account, as the first word of a sentence."""
        return self.email or sentence("google.your_account_at_start")


def find_account(in_config: str | None, folder: Path) -> Account:
    """The first credentials there are; `in_config` is a path relative to `folder`.

    Raises:
        Refusal: none is found, the one that is named is missing, or a file is not one of Google's.
    """
    if in_config:
        return _named_account(folder / in_config, sentence("google.found_by_config"))
    if in_environment := os.environ.get(ENVIRONMENT):
        return _named_account(Path(in_environment), ENVIRONMENT)
    gspread_folder = Path(gspread.auth.DEFAULT_CONFIG_DIR)
    for name in ("service_account.json", "authorized_user.json"):
        file = gspread_folder / name
        if file.is_file():
            return _read_account(file, sentence("google.found_by_gspread"))
    # An application is registered, but no person has signed in through it yet.
    if (gspread_folder / "credentials.json").is_file():
        raise Refusal("google.sign_in")
    raise Refusal("google.no_credentials", file=gspread_folder / "service_account.json")


def load_credentials(account: Account) -> Credentials:
    """The credentials of an account, for Sheets and Drive; raises `Refusal`."""
    try:
        # google-auth gives types to some of its functions only.
        if account.kind == "service_account":
            load_robot = ServiceAccountCredentials.from_service_account_file
            robot: Credentials = load_robot(str(account.file), scopes=SCOPES)  # type: ignore[no-untyped-call]
            return robot
        load_person = PersonCredentials.from_authorized_user_file
        person: Credentials = load_person(str(account.file), SCOPES)  # type: ignore[no-untyped-call]
    except (ValueError, OSError) as error:
        raise Refusal("google.credentials_wrong", file=account.file) from error
    return person


def sign_in() -> Path:
    """Open the browser for a person to sign in, as gspread does; the file that keeps the result."""
    gspread.oauth(scopes=SCOPES)
    return Path(gspread.auth.DEFAULT_AUTHORIZED_USER_FILENAME)


def _named_account(file: Path, found_by: str) -> Account:
    if not file.is_file():
        raise Refusal("google.credentials_missing", file=file, found_by=found_by)
    return _read_account(file, found_by)


def _read_account(file: Path, found_by: str) -> Account:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        # gspread writes the file of a person who signed in without a type.
        kind = data.get("type", "authorized_user")
        is_complete = all(data.get(key) for key in _REQUIRED_KEYS[kind])
        email = str(data.get("client_email", ""))
    except (OSError, ValueError, AttributeError, KeyError) as error:
        raise Refusal("google.credentials_wrong", file=file) from error
    if not is_complete:
        raise Refusal("google.credentials_wrong", file=file)
    return Account(file, found_by, kind, email)
