"""The mailboxes of an SIAE, written into config.yaml as a person would, all else left as it is."""

from __future__ import annotations

from sheets_sync.config_edit import put_value
from sheets_sync.errors import Refusal
from sheets_sync.settings.texts import is_mail_address
from sheets_sync.workspace import Workspace


def write_contact(workspace: Workspace, siae: str, address: str, counsellor: str = "") -> None:
    """Give an SIAE its mailbox in config.yaml, or the counsellor of these initials theirs.

    Raises:
        Refusal: it is no address, or config.yaml is written in a way that only a person can change.
    """
    if not is_mail_address(address):
        raise Refusal("mail.no_address", address=address)
    number = workspace.member_names.index(siae)
    whose = ["counsellors", counsellor] if counsellor else ["contact"]
    put_value(workspace.config.file, ["siae", number, *whose], address)
