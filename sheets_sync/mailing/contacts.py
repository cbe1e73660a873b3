"""The mailbox of an SIAE, written into config.yaml as a person would, all else left as it is."""

from __future__ import annotations

import json
import re

import yaml

from sheets_sync.config_edit import put_config
from sheets_sync.errors import Refusal
from sheets_sync.settings.texts import is_mail_address
from sheets_sync.workspace import Workspace

_FLOW = re.compile(r"^(\s*-\s*\{.*?)(\s*\})(\s*(?:#.*)?)$")
_BLOCK = re.compile(r"^(\s*)-(\s+)\S")
_KNOWN = re.compile(r"(\bcontact:\s*)(\"[^\"]*\"|'[^']*'|[^\s,}#]+)")


def write_contact(workspace: Workspace, siae: str, address: str) -> None:
    """Give an SIAE its mailbox in config.yaml.

    Raises:
        Refusal: it is no address, or config.yaml is written in a way that only a person can change.
    """
    if not is_mail_address(address):
        raise Refusal("mail.no_address", address=address)
    file = workspace.config.file
    number = workspace.member_names.index(siae)
    before = file.read_text(encoding="utf-8")
    after = _with_contact(before, workspace.line_in_config("siae", number) - 1, address)
    if not _is_only_change(before, after, number, address):
        raise Refusal("mail.contact_by_hand", siae=siae, file=file.name)
    put_config(file, after)


def _with_contact(text: str, index: int, address: str) -> str:
    """The text with a contact in the entry that begins on a line (from 0)."""
    lines = text.splitlines(keepends=True)
    line = lines[index].rstrip("\r\n")
    ending = lines[index][len(line) :]
    value = json.dumps(address)
    block = _BLOCK.match(line)
    if flow := _FLOW.match(line):
        lines[index] = f"{_in_flow(flow[1], value)}{flow[2]}{flow[3]}{ending}"
    elif block:
        indent = f"{block[1]} {block[2]}"
        _put_in_block(lines, index, indent, f"{indent}contact: {value}{ending}")
    return "".join(lines)


def _in_flow(entry: str, value: str) -> str:
    if _KNOWN.search(entry):
        return _KNOWN.sub(lambda found: f"{found[1]}{value}", entry, count=1)
    return f"{entry}, contact: {value}"


def _put_in_block(lines: list[str], index: int, indent: str, line: str) -> None:
    """Replace the entry's contact where it has one, else add it below its first line."""
    for place in range(index + 1, len(lines)):
        if not lines[place].startswith(indent):
            break
        if lines[place].startswith(f"{indent}contact:"):
            lines[place] = line
            return
    lines.insert(index + 1, line)


def _is_only_change(before: str, after: str, number: int, address: str) -> bool:
    """Whether the two texts say the same but for the contact of that SIAE."""
    try:
        expected, found = yaml.safe_load(before), yaml.safe_load(after)
    except yaml.YAMLError:
        return False
    expected["siae"][number]["contact"] = address
    return bool(expected == found)
