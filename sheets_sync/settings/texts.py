"""Texts of `config.yaml` that must fit where they end: a cell, a file's name, a mailbox."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from sheets_sync.catalogue import sentence
from sheets_sync.safe_names import file_name, sheet_name

_MOST_CHARACTERS = 300
"""Of a title, a name or a path: it stands in a cell, a subject, the window of a program."""


def _refuse_line_break(text: str) -> str:
    """Refuse a line break: subjects of mails, names of files and tabs cannot hold one."""
    text = text.rstrip("\r\n")  # YAML's « | » and « > » end a text with one
    if len(text.splitlines()) > 1:
        raise ValueError(sentence("errors.config.one_line"))
    if len(text) > _MOST_CHARACTERS:
        raise ValueError(sentence("errors.config.too_long", most=_MOST_CHARACTERS))
    return text


def _refuse_no_file_name(key: str) -> str:
    """Refuse a key that documents cannot be named by: « ../x »."""
    if file_name(key) != key:
        raise ValueError(sentence("errors.config.file_name", better=file_name(key)))
    return key


def _refuse_no_sheet_name(name: str) -> str:
    """Refuse the name of a sheet that is to be made and that Excel does not take."""
    if sheet_name(name) != name:
        raise ValueError(sentence("errors.config.sheet_name", better=sheet_name(name)))
    return name


_ADDRESS = re.compile(r"[^@\s,;:<>()\"]+@[^@\s,;:<>()\"]+\.[^@\s,;:<>()\"]+")


def _refuse_no_address(text: str) -> str:
    """Refuse what no mail can be sent to; several addresses in one text are none."""
    if not is_mail_address(text):
        raise ValueError(sentence("errors.config.no_mail_address"))
    return text


def is_mail_address(text: str) -> bool:
    """True if a mail can be sent to it."""
    return bool(_ADDRESS.fullmatch(text))


Line = Annotated[str, AfterValidator(_refuse_line_break)]
"""A text on one line."""
FileKey = Annotated[str, AfterValidator(_refuse_no_file_name)]
"""A key that stands in names of files."""
SheetName = Annotated[str, AfterValidator(_refuse_no_sheet_name)]
"""The name of a sheet that is made where it is not there."""
MailAddress = Annotated[str, AfterValidator(_refuse_no_address)]
"""The address of a mailbox."""
