"""JSON that several commands print of a month, as design.md fixes it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.commands.printing.columns_json import columns_json
from sheets_sync.consortium.consolidate import Count
from sheets_sync.documents.files.planned import Document
from sheets_sync.entry.cards.results import CardResult
from sheets_sync.generated.publish import Published
from sheets_sync.reading.table import TabReading
from sheets_sync.release.masking import MaskText
from sheets_sync.steering.month import Month


def check_json(month: Month) -> dict[str, Any]:
    """The JSON that `check --json` prints."""
    tabs = zip(month.entries.readings, month.consortium.counts, strict=True)
    # Staff name a column after somebody: whoever reads Anomalies reads this.
    mask = month.door.mask("anomalies")
    return {
        "as_of": month.as_of.isoformat(),
        "tabs": [_tab_json(reading, count, mask) for reading, count in tabs],
        "anomalies": [
            *map(anomaly_json, month.anomalies),
            *({**anomaly_json(anomaly), "accepted": True} for anomaly, _ in month.decided.accepted),
        ],
    }


def anomaly_json(anomaly: Anomaly) -> dict[str, Any]:
    """An anomaly as design.md fixes it: not whom it asks about."""
    fields = anomaly._asdict()
    del fields["pair"]
    return fields


def _tab_json(reading: TabReading, count: Count, mask: MaskText) -> dict[str, Any]:
    columns = itertools.chain.from_iterable(map(columns_json, reading.tables))
    return {
        "siae": reading.siae,
        "tab": reading.tab,
        "header_row": reading.header_row,
        "rows_read": count.read,
        "rows_kept": count.kept,
        "rows_set_aside": count.set_aside,
        "ignored": [{"row": line.row, "reason": line.reason} for line in reading.ignored],
        "columns": [{**entry, "title": mask(entry["title"])} for entry in columns],
    }


def cards_json(cards: Sequence[CardResult]) -> list[dict[str, Any]]:
    """The outcome of each entry card, as JSON."""
    return [
        {"card": card.card, "siae": card.siae, "done": card.done, "line": card.row}
        for card in cards
    ]


def files_json(published: Published, documents: Sequence[Document] = ()) -> list[dict[str, str]]:
    """The outcome of each workbook and document, as JSON."""
    outcomes = [(str(file), outcome) for file, outcome in published.files.items()]
    outcomes += [(str(document.path), document.outcome) for document in documents]
    return [{"file": file, "outcome": outcome} for file, outcome in outcomes]
