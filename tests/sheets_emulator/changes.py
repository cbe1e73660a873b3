"""`spreadsheets.batchUpdate`: each request a function.

Together they are applied whole or not at all.
"""

from __future__ import annotations

from tests.sheets_emulator import cell_requests, object_requests, tab_requests, table_requests
from tests.sheets_emulator.grid import Spreadsheet
from tests.sheets_emulator.request_rules import CHANGES
from tests.sheets_emulator.schema import ApiError, Json, invalid

__all__ = ["apply", "cell_requests", "object_requests", "tab_requests", "table_requests"]


def apply(book: Spreadsheet, body: Json, who: str) -> tuple[Spreadsheet, list[Json]]:
    """A changed copy of the spreadsheet and the replies.

    Where one request is wrong, `ApiError` and no copy.
    """
    requests = body.get("requests") or []
    if not requests:
        raise invalid("Must specify at least one request.")
    made, replies = book.copy(), []
    for number, request in enumerate(requests):
        if len(request) != 1:
            raise invalid(f"Invalid requests[{number}]: No request set.")
        ((name, asked),) = request.items()
        change = CHANGES.get(name)
        if change is None:
            raise ApiError(501, f"The emulator does not know {name}.", "UNIMPLEMENTED")
        try:
            reply = change(made, asked, who)
        except ApiError as error:
            raise invalid(f"Invalid requests[{number}].{name}: {error}") from error
        replies.append({name: reply} if reply or name.endswith("Group") else {})
    made.renumber()
    made.refuse_too_many_cells()
    return made, replies
