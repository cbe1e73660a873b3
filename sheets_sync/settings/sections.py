"""The other sections of `config.yaml`: what is hidden, kept, exported, served, and mailed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from forms.definition_file import Definition
from sheets_sync.catalogue import sentence
from sheets_sync.settings.funder import HIGHEST_THRESHOLD
from sheets_sync.settings.texts import Line, MailAddress


class Privacy(Definition):
    """Settings of what is hidden from whom.

    Attributes:
        public_threshold: counts of people under it are hidden from funders; directors see all
            (Insee, manuel de protection des tableaux: 3 is a floor, 5 common).
        key: the file of the secret of the pseudonyms; "" is the user's own folder.
        funders: whether a report is protected beside what all funders hold, as they talk to each
            other, or only beside what its own funder holds.
        rounding: whether counts for funders are rounded to five instead of standing until they may
            be told.
    """

    public_threshold: int = Field(default=5, ge=3, le=HIGHEST_THRESHOLD)
    funders: Literal["together", "apart"] = "together"
    rounding: bool = False
    key: Line = ""


class Export(Definition):
    """Settings of `export`.

    Attributes:
        columns: headers of columns of no field that may leave the tabs; by default none does.
    """

    columns: tuple[Line, ...] = ()


class Google(Definition):
    """Path of the credentials, if not gspread's own."""

    credentials: Line | None = None


class Web(Definition):
    """The form for the phone.

    Attributes:
        certificate, key: what makes it HTTPS; without them only this computer can open it.
        address: where phones reach it.
        link_days: how long a link that is given out opens.
    """

    port: int = Field(default=8765, ge=1, le=65535)
    certificate: Line | None = None
    key: Line | None = None
    address: Line = ""
    link_days: int = Field(default=365, ge=1, le=1095)


MailSecurity = Literal["starttls", "tls", "none"]


class Mail(Definition):
    """The account that `remind --send` sends from; its password never stands here.

    Attributes:
        server: its SMTP server; without one, drafts are opened instead.
        security: « starttls » on port 587, « tls » on port 465; « none » takes no password.
        user: what the account is signed in with; "" signs in nowhere.
        sender: what stands in « De : ».
    """

    server: Line = ""
    port: int = Field(default=587, ge=1, le=65535)
    security: MailSecurity = "starttls"
    user: Line = ""
    sender: MailAddress | None = None

    @model_validator(mode="after")
    def _names_its_sender(self) -> Mail:
        if self.server and not self.sender:
            raise ValueError(sentence("errors.config.mail_sender"))
        if self.user and self.security == "none":
            raise ValueError(sentence("errors.config.mail_in_clear"))
        return self


class History(Definition):
    """Folder where runs leave what the next one compares with.

    Attributes:
        copies: how many are kept of a file that is replaced.
        months: how long states are kept; two years is the CNIL's mark for an active base
            (délibération 2021-028).
    """

    folder: Line = "historique"
    copies: int = Field(default=20, ge=1, le=1000)
    months: int = Field(default=24, ge=2, le=120)


class Exits(Definition):
    """Settings of what makes an exit count.

    Attributes:
        six_months: the known trap: the programme says more than six, the DARES survey at least.
        minimum_months: the months that an exit must follow to count for the State, in place of
            those of its kind of SIAE (`exit_minimums.yaml`).
    """

    six_months: Literal["more than", "at least"] = "more than"
    minimum_months: float | None = Field(default=None, ge=0, le=24)
