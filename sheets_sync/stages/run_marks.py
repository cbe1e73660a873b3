"""Mark in the sheets of the run that published them, and the memory of a run."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sheets_sync.catalogue import sentence
from sheets_sync.documents.files.planned import Document
from sheets_sync.history.running.run_log import Outcome, published_mark
from sheets_sync.history.running.runs import run_number
from sheets_sync.history.states.state import Changes, as_text
from sheets_sync.people.answered_rows import row_of_headers, typed_text
from sheets_sync.steering.month import Month
from sheets_sync.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd


def mark_in_sheets(workspace: Workspace) -> str:
    """The mark of the run that published last, by the sheets; "" where none has one."""
    marks = [published_mark(rows) for rows in workspace.anomalies_sheets]
    return max(marks, key=run_number, default="")


def people_in_sheets(workspace: Workspace) -> set[str]:
    """The pseudonyms that stand in Consortium, as it was published last; none where there is none.

    What a run gives its persons is no proof of whose the memory is: they may be in two programmes.
    """
    title = sentence("consortium.person")
    people: set[str] = set()
    for rows in workspace.published(workspace.tabs.consortium, workspace.places.consortium):
        if row_of_headers(rows[:1], title) is not None:
            column = rows[0].index(title)
            people |= {typed_text(row[column]) for row in rows[1:]}
    return people - {""}


def digest_of_month(month: Month) -> str:
    """Digest that knows a month again: the same for the same rows and anomalies, on any day."""
    digest = hashlib.sha256(_hashed(as_text(month.rows("state").content)))
    for anomaly in month.anomalies:
        digest.update(repr(tuple(anomaly)).encode())
    return digest.hexdigest()


def outcome_of(
    month: Month, changes: Changes, workbooks: Mapping[str, str], documents: Sequence[Document]
) -> Outcome:
    """Memory of a run, as counts."""
    severities = Counter(anomaly.severity for anomaly in month.anomalies)
    counts = {
        "rows": sum(count.read for count in month.consortium.counts),
        "persons": len(set(month.people.pseudonyms)),
        **{severity: severities[severity] for severity in ("error", "warning", "info")},
    }
    made = {document.path.name: document.outcome for document in documents}
    return Outcome(counts, changes.totals, {**workbooks, **made})


def _hashed(frame: pd.DataFrame) -> bytes:
    import pandas as pd

    return bytes(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
