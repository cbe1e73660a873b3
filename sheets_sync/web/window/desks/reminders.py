"""The desk of the reminders: what each SIAE would get, and to whom it goes."""

from __future__ import annotations

from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.config_edit import put_section
from sheets_sync.documents.meetings.mailboxes import FORM as CONTACTS
from sheets_sync.documents.meetings.mailboxes import (
    Mailboxes,
    known_mailboxes,
    mailboxes_in_config,
    mailboxes_in_tab,
)
from sheets_sync.documents.meetings.reminder import asked_counsellors
from sheets_sync.errors import Refusal, must_be_known
from sheets_sync.mailing.account import keep_mail_password
from sheets_sync.mailing.contacts import write_contact
from sheets_sync.mailing.reminders import Reminder, plan_reminders
from sheets_sync.mailing.wording import state_text
from sheets_sync.settings.sections import Mail
from sheets_sync.settings.siae import Siae
from sheets_sync.settings.texts import is_mail_address
from sheets_sync.steering.month import Month
from sheets_sync.web.window.office import Desk, Office
from sheets_sync.workspace import Workspace


class RemindersDesk:
    """Shows them; the meeting's desk sends them."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def desk(self) -> Desk:
        """Answers by name."""
        return {
            "reminders": self.reminders,
            "reminder": self.reminder,
            "contact": self.contact,
            "account": self.account,
        }

    def reminders(self, _data: dict[str, Any]) -> dict[str, Any]:
        """The reminder of each SIAE, in a row."""
        month, workspace = self.office.month, self.office.workspace()
        if month is None:
            return {"read": False, "reminders": []}
        contacts = {siae.name: _contacts_json(siae, month) for siae in workspace.config.siae}
        return {
            "read": True,
            "sends": bool(workspace.config.mail.server),
            "sender": workspace.config.mail.sender or "",
            "account": _account_json(workspace.config.mail),
            "reminders": [
                _reminder_json(each) | contacts[each.siae]
                for each in plan_reminders(workspace, month)
            ],
        }

    def reminder(self, data: dict[str, Any]) -> dict[str, Any]:
        """The whole text of one."""
        month, workspace = self.office.month, self.office.workspace()
        planned = plan_reminders(workspace, month) if month else []
        for each in planned:
            if each.siae == data["siae"]:
                return {"text": each.text.content}
        raise Refusal("window.not_read")

    def contact(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep the mailbox of an SIAE, and of its counsellors by their initials, in config.yaml."""
        workspace = self.office.workspace()
        siae = str(data["siae"])
        must_be_known("commands.the_siae", siae, workspace.member_names)
        changed = self._changed_boxes(workspace, siae, data)
        for initials, box in changed.items():
            write_contact(workspace, siae, box, initials)
        if not changed:
            raise Refusal("mail.no_address", address="")
        boxes = ", ".join(changed.values())
        return {"message": sentence("window.contact_kept", siae=siae, address=boxes)}

    def _changed_boxes(
        self, workspace: Workspace, siae: str, data: dict[str, Any]
    ) -> dict[str, str]:
        """Initials, "" for the SIAE → an address that is given and not known yet.

        Raises:
            Refusal: the workbook's own tab says that one, and would go on doing so.
        """
        [section] = [one for one in workspace.config.siae if one.name == siae]
        known: Mailboxes = mailboxes_in_config(section)
        in_tab: Mailboxes = {}
        if self.office.month is not None:
            known = known_mailboxes(section, self.office.month.entries)
            in_tab = mailboxes_in_tab(siae, self.office.month.entries)
        given = {"": str(data["address"]), **data.get("counsellors", {})}
        boxes = {who: str(box).strip() for who, box in given.items()}
        changed = {
            who: box for who, box in boxes.items() if box and box != ", ".join(known.get(who, ()))
        }
        if not in_tab.keys().isdisjoint(changed):
            tab = workspace.tab_of(workspace.forms[CONTACTS])
            raise Refusal("mail.in_tab", tab=tab, siae=siae)
        return changed

    def account(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep the account that reminders leave from, in config.yaml; its password in the keyring.

        The password is kept first: without a keyring nothing of the account is. One that would
        leave in clear is refused by config.
        """
        section: dict[str, Any] = {
            name: str(data[name]).strip() for name in ("server", "security", "user")
        }
        section |= {"port": int(data["port"]), "sender": str(data["sender"]).strip()}
        file, password = self.office.workspace().config.file, str(data["password"])
        if not is_mail_address(section["sender"]):
            raise Refusal("mail.no_address", address=section["sender"])
        is_kept = bool(password) and section["security"] != "none"
        if is_kept:
            keep_mail_password(Mail.model_validate(section), password)
        put_section(file, "mail", section)
        texts = [sentence("window.account_kept", sender=section["sender"])]
        if is_kept:
            texts.append(sentence("window.account_password_kept"))
        return {"message": " ".join(texts)}


def _contacts_json(siae: Siae, month: Month) -> dict[str, Any]:
    """The mailboxes of an SIAE: its own, and those of whoever has something to correct."""
    known = known_mailboxes(siae, month.entries)
    initials = sorted({*known, *asked_counsellors(siae.name, month)} - {""})
    boxes = [{"initials": each, "address": ", ".join(known.get(each, ()))} for each in initials]
    return {"contact": ", ".join(known.get("", ())), "counsellors": boxes}


def _account_json(mail: Mail) -> dict[str, Any]:
    """The account as the page shows it; its password is in the keyring, and stays there."""
    return mail.model_dump(include={"server", "port", "security", "user"})


def reminders_left(office: Office) -> tuple[int, int]:
    """How many wait to be sent by what was last read, and how many of them have no mailbox."""
    if office.month is None:
        return 0, 0
    states = [each.state for each in plan_reminders(office.workspace(), office.month)]
    without = states.count("no_address")
    return states.count("due") + without, without


def _reminder_json(reminder: Reminder) -> dict[str, Any]:
    return {
        "siae": reminder.siae,
        "errors": reminder.errors,
        "warnings": reminder.warnings,
        "state": reminder.state,
        "said": state_text(reminder),
        "to": list(reminder.recipients),
    }
