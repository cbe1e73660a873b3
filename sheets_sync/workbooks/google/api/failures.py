"""Failures of a call to Google: whether to try again, and the sentence for the person."""

from __future__ import annotations

import re

from google.auth.exceptions import GoogleAuthError, TransportError
from gspread.exceptions import APIError
from requests import RequestException

from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.workbooks.google.api.credentials import Account

FAILURES = (APIError, RequestException, ConnectionError, GoogleAuthError)
"""All that a call to Google may raise."""
# Drive says with 403 and one of these reasons what Sheets says with 429.
_RATE_LIMIT_REASONS = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_API_OFF_REASONS = frozenset({"SERVICE_DISABLED", "accessNotConfigured"})
_SCOPE_REASONS = frozenset({"ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"})
_TRANSIENT_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
_CODES = {403: "google.not_shared", 404: "google.wrong_id", 429: "google.quota"}
_API_LIBRARY = "https://console.cloud.google.com/apis/library"


OF_ANOTHER_STATE = frozenset({"google.refused", "google.typed_column"})
"""The refusals of a plan that may be right once it is made anew: people changed a tab meanwhile."""


class Unsure(Exception):
    """A write failed in a way that leaves open whether Google carried it out."""


def is_transient(failure: Exception) -> bool:
    """True if the same call may succeed a little later."""
    if isinstance(failure, APIError):
        status = failure.response.status_code
        return status in _TRANSIENT_STATUSES or bool(_RATE_LIMIT_REASONS & _reasons(failure))
    if isinstance(failure, GoogleAuthError):
        return isinstance(failure, TransportError) or bool(failure.retryable)
    return True


def refusal_of(failure: Exception, account: Account, spreadsheet_id: str) -> Refusal:
    """Turn a failure into a refusal: what it means, and what to do about it."""
    if isinstance(failure, APIError):
        by_reason = _refusal_by_reason(failure, account)
        return by_reason or _refusal_by_status(failure, account, spreadsheet_id)
    if isinstance(failure, GoogleAuthError):
        return _not_signed_in(failure, account)
    return Refusal("google.unreachable")


def _refusal_by_reason(failure: APIError, account: Account) -> Refusal | None:
    """Refusal by Google's reasons; None where they say nothing more than the status.

    They come before the status: Drive answers 403 to a wrong right, a full store, too many calls
    and an API that is off alike.
    """
    reasons = _reasons(failure)
    if _API_OFF_REASONS & reasons:
        return _api_off(_message_of_google(failure))
    if _SCOPE_REASONS & reasons:
        return Refusal("google.scopes")
    if _RATE_LIMIT_REASONS & reasons:
        return Refusal("google.quota")
    is_full = any("storageQuota" in reason for reason in reasons)
    if is_full and failure.response.status_code == 403:
        return Refusal("google.no_room", who=account.name)
    return None


def _refusal_by_status(failure: APIError, account: Account, spreadsheet_id: str) -> Refusal:
    status, message = failure.response.status_code, _message_of_google(failure)
    if status == 401:
        return _not_signed_in(failure, account)
    if status in _CODES:
        return Refusal(_CODES[status], id=spreadsheet_id, who=account.name)
    if status in _TRANSIENT_STATUSES or status >= 500:
        return Refusal("google.unavailable", status=status)
    # The API has no code for a protected range: it answers 400, and says so in a sentence.
    if "protected" in message:
        return Untouchable("google.protected", who=account.name)
    # Nor has it one for a cell whose format and rule are decided by a table's column.
    if "typed columns" in message:
        return Refusal("google.typed_column")
    # Google's own sentence is English, and often about an id that nobody knows: `--debug` shows it.
    return Refusal("google.refused", status=status)


def _api_off(message: str) -> Refusal:
    # The message holds the one page on which this project's API is switched on.
    pages = re.findall(r"https://console\.\S+?(?= then|$)", message)
    api = "Google Sheets"
    if "Drive" in message:
        api = "Google Drive"
    return Refusal("google.api_off", api=api, page=[*pages, _API_LIBRARY][0])


def _not_signed_in(failure: Exception, account: Account) -> Refusal:
    """Say in our words why Google gave no token: its own carry no secret, but are long English."""
    if isinstance(failure, TransportError):
        return Refusal("google.unreachable")
    text = str(failure)
    # A key's request for a token is signed with the time; Google takes five minutes of difference.
    if "iat and exp" in text or "short-lived" in text:
        return Refusal("google.clock")
    if account.kind == "authorized_user":
        return Refusal("google.sign_in_again", file=account.file)
    return Refusal("google.key_refused", file=account.file, who=account.email)


def _message_of_google(failure: APIError) -> str:
    return str(failure.error.get("message", ""))


def _reasons(failure: APIError) -> frozenset[str]:
    """Google's own codes for what is wrong: of Sheets in `details`, of Drive in `errors`."""
    details = [*failure.error.get("details", []), *failure.error.get("errors", [])]
    return frozenset(str(detail.get("reason", "")) for detail in details)
