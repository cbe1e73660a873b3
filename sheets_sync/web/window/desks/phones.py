"""The desk of the phone form's links: who has one, a new one with its QR code, one taken back."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sheets_sync.catalogue import sentence
from sheets_sync.config_edit import put_value
from sheets_sync.errors import Refusal, must_be_known
from sheets_sync.settings.sections import Web
from sheets_sync.web.phone.links import Access, end, give, given
from sheets_sync.web.phone.qr import qr_drawing
from sheets_sync.web.phone.serve import link_to, web_address
from sheets_sync.web.window.office import Desk, Office

_LONGEST_NAME = 60


class PhonesDesk:
    """Gives links out and takes them back."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def desk(self) -> Desk:
        """Answers by name."""
        return {
            "links": self.links,
            "give": self.give,
            "end": self.end,
            "serve": self.serve,
            "address": self.address,
        }

    def links(self, _data: dict[str, Any]) -> dict[str, Any]:
        """Those that were given out, the latest first; never their secrets."""
        workspace, day = self.office.workspace(), self.office.today()
        accesses = list(enumerate(given(workspace.history), 1))
        return {
            "siae": list(workspace.member_names),
            "address": web_address(workspace.web),
            "served": self.office.phone_form.is_served,
            "isReached": _is_reached(workspace.web),
            "links": [_link_json(number, access, day) for number, access in reversed(accesses)],
        }

    def serve(self, data: dict[str, Any]) -> dict[str, Any]:
        """Serve the form to phones, or no more."""
        form = self.office.phone_form
        if data["on"] is not True:
            form.stop()
            return {"message": sentence("window.served_no_more")}
        web = self.office.workspace().web
        form.start(self.office.file, web.port)
        return {"message": sentence("window.served", address=web_address(web))}

    def address(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep the address that phones see, in config.yaml."""
        address = str(data["address"]).strip().rstrip("/")
        parts = urlsplit(address)
        if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
            raise Refusal("web.no_address", address=address)
        put_value(self.office.file, ["web", "address"], address)
        return {"message": sentence("window.web_address_kept", address=address)}

    def give(self, data: dict[str, Any]) -> dict[str, Any]:
        """A new link, shown this once."""
        workspace = self.office.workspace("forms links")
        siae, who = str(data["siae"]), str(data.get("who", "")).strip()[:_LONGEST_NAME]
        must_be_known("commands.the_siae", siae, workspace.member_names)
        days = workspace.web.link_days
        secret = give(workspace.history, siae, who, self.office.today(), days)
        link = link_to(workspace.web, secret)
        # A code that only this computer could open would be printed for nothing.
        drawing = qr_drawing(link) if _is_reached(workspace.web) else ""
        return {"link": link, "qr": drawing, "siae": siae, "who": who}

    def end(self, data: dict[str, Any]) -> dict[str, Any]:
        """Take one back."""
        workspace, number = self.office.workspace("forms links"), data["number"]
        if not isinstance(number, int) or not 0 < number <= len(given(workspace.history)):
            raise Refusal("web.no_link", number=number)
        end(workspace.history, number, self.office.today())
        return {"message": sentence("window.link_ended")}


def _is_reached(web: Web) -> bool:
    """True if phones reach the form at an address that we know."""
    return bool(web.certificate or web.address)


def _link_json(number: int, access: Access, day: date) -> dict[str, Any]:
    opens = access.opens_on(day)
    until = date.fromisoformat(access.until) if access.until else None
    return {
        "number": number,
        "siae": access.siae,
        "who": access.who,
        "opens": opens,
        "said": _how_long(until, opens=opens),
    }


def _how_long(until: date | None, *, opens: bool) -> str:
    if not opens:
        return sentence("window.link.over")
    if until is None:
        return sentence("window.link.opens")
    return sentence("window.link.until", day=until)
