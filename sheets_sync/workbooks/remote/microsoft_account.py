"""The Microsoft account that somebody signed in with, once, on this computer.

By a code that is typed in a browser (OAuth device flow): no password of Microsoft's passes here.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeAlias

from requests import Response, Session

from sheets_sync.errors import Refusal
from sheets_sync.system_trust import SystemTrust
from sheets_sync.workbooks.remote.remote_file import ATTEMPTS, pause
from sheets_sync.workbooks.shared.kept_password import KeptPassword
from sheets_sync.workbooks.shared.redirecting import redirect

Json: TypeAlias = dict[str, Any]
VARIABLE = "SHEETS_SYNC_MICROSOFT_ACCOUNT"
BASE_VARIABLE = "SHEETS_SYNC_MICROSOFT_BASE"
ANY_DIRECTORY = "organizations"
"""Microsoft's name for the directory of whichever organisation the person belongs to."""
_PASSING = (408, 425, 429)
"""Answers that say: ask again."""
_LOGIN = "https://login.microsoftonline.com"
_HOSTS = ("login.microsoftonline.com", "graph.microsoft.com")
# What the person may do with files, and no more than that person may.
_SCOPES = ["Files.ReadWrite.All"]


@dataclass(frozen=True)
class Application:
    """What those who keep the Microsoft 365 of an organisation registered for this tool.

    Attributes:
        id: « ID d'application (client) ». directory: « ID de l'annuaire (locataire) ».
    """

    id: str
    directory: str = ANY_DIRECTORY


@dataclass(frozen=True)
class AskedCode:
    """A code that somebody is to type, and what Microsoft is asked by whether they did."""

    application: Application
    flow: Json

    @property
    def page(self) -> str:
        """The address of the page to type it in."""
        return str(self.flow["verification_uri"])

    @property
    def text(self) -> str:
        """The code."""
        return str(self.flow["user_code"])


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, and the token that lets this run, for about an hour, read and write."""

    user: str
    access_token: str


@dataclass(frozen=True)
class _Kept:
    """What is kept in the keyring."""

    application: Application
    user: str
    refresh_token: str


class MicrosoftAccount:
    """The account for the files of one host of SharePoint."""

    def __init__(self, host: str) -> None:
        self.host = host
        self._store = KeptPassword(VARIABLE, "sheets-sync-microsoft", host)

    @property
    def application(self) -> Application | None:
        """The application that somebody signed in by; None where nobody did."""
        kept = self._kept()
        return None if kept is None else kept.application

    def renewed(self) -> SignedIn:
        """The account with a token for now.

        Raises:
            Refusal: nobody is signed in, or no longer; Microsoft does not answer.
        """
        kept = self._kept()
        if kept is None:
            raise Refusal("microsoft.signed_out", host=self.host)
        token = kept.refresh_token
        answer = self._ask(
            kept.application, lambda client: client.acquire_token_by_refresh_token(token, _SCOPES)
        )
        if "access_token" not in answer:
            raise Refusal("microsoft.signed_out", host=self.host)
        renewed = str(answer.get("refresh_token", kept.refresh_token))
        if renewed != kept.refresh_token and not os.environ.get(VARIABLE):
            self._keep(replace(kept, refresh_token=renewed))
        return SignedIn(kept.user, answer["access_token"])

    def ask_code(self, application: Application) -> AskedCode:
        """A code to be typed in a browser; raises `Refusal` where the application is unknown."""
        flow = self._ask(application, lambda client: client.initiate_device_flow(scopes=_SCOPES))
        if "user_code" not in flow:
            raise Refusal("microsoft.application", id=application.id, host=self.host)
        return AskedCode(application, flow)

    def signed_in(self, code: AskedCode, *, waits: bool = True) -> str:
        """Who typed the code; "" where nobody has yet and it does not wait.

        Raises:
            Refusal: the code was refused or not typed in time.
        """
        application, only_once = code.application, {"exit_condition": lambda _flow: True}
        answer = self._ask(
            application,
            lambda client: client.acquire_token_by_device_flow(
                code.flow, **({} if waits else only_once)
            ),
        )
        if not waits and answer.get("error") in ("authorization_pending", "slow_down"):
            return ""
        if "refresh_token" not in answer:
            raise Refusal("microsoft.refused", host=self.host)
        user = str(answer.get("id_token_claims", {}).get("preferred_username", ""))
        self._keep(_Kept(application, user, answer["refresh_token"]))
        return user

    def _kept(self) -> _Kept | None:
        text = self._store.find()
        if text is None:
            return None
        try:
            kept = json.loads(text)
            return _Kept(Application(**kept.pop("application")), **kept)
        except (ValueError, TypeError, KeyError, AttributeError):
            # Somebody else's text in the variable, or a keyring that was cut off: sign in again.
            return None

    def _keep(self, kept: _Kept) -> None:
        self._store.keep(json.dumps(asdict(kept)))

    def _ask(self, application: Application, question: Callable[[Any], Json]) -> Json:
        """Ask Microsoft by its own client; raises `Refusal` where it does not answer as it should.

        A question may be asked again: none changes anything but the tokens that it answers with.
        """
        # It takes half a second to import, which only those with such a workbook wait for.
        from msal import PublicClientApplication
        from msal.exceptions import MsalError

        for attempt in itertools.count():
            try:
                client = PublicClientApplication(
                    application.id,
                    authority=f"{_LOGIN}/{application.directory}",
                    http_client=_session_that_raises(),
                    # One request less: which hosts are Microsoft's need not be asked of Microsoft.
                    instance_discovery=False,
                )
                return question(client)
            except (OSError, MsalError) as error:
                if attempt == ATTEMPTS - 1:
                    raise Refusal("microsoft.no_answer", host=self.host) from error
                pause(attempt)
            except ValueError as error:
                # What msal says of a directory that there is not.
                raise Refusal("microsoft.directory", host=self.host) from error
        raise AssertionError("unreachable")


def _session_that_raises() -> Session:
    """A session in which a refusal that is no word of Microsoft's sign-in is an error.

    « Too many requests », or what a proxy answers: msal takes it for no directory.
    """
    session = new_session()

    def raise_passing(answer: Response, **_: object) -> None:
        if answer.status_code in _PASSING or not _says_why(answer):
            answer.raise_for_status()

    session.hooks["response"].append(raise_passing)
    return session


def _says_why(answer: Response) -> bool:
    """True of a refusal of OAuth, which has a code of its own (RFC 6749, 5.2)."""
    try:
        return isinstance(answer.json()["error"], str)
    except (ValueError, TypeError, KeyError):
        return False


def new_session() -> Session:
    """A session that trusts what the system trusts; raises `Refusal` as `redirect` does."""
    session = Session()
    session.mount("https://", SystemTrust())
    if base := os.environ.get(BASE_VARIABLE):
        redirect([session], _HOSTS, BASE_VARIABLE, base)
    return session
