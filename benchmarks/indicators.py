"""Every figure of every SIAE at 24 month ends, beside a user's pandas doing a few of them, in one
run, per figure.

    python -m benchmarks.indicators [rows a SIAE …]      (default: 1000 10000)

The pandas part is the plain script: for each month end, filter, then
`groupby("siae")["person"].nunique()` for the participants, the entries and the rate of positive
exits; ours is all indicators. Reading is in neither.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.workbooks import AS_OF, make


def main() -> None:
    """Make each workbook, read it, time the two, print a table."""
    import pandas as pd

    from sheets_sync.figures.periods import month_ends
    from sheets_sync.monthly import bring_together
    from sheets_sync.workspace import open_workspace

    sizes = [int(word) for word in sys.argv[1:]] or [1_000, 10_000]
    print(
        f"{'rows':>8} {'ours s':>8} {'figures':>8} {'ms each':>8} "
        f"{'pandas ms each':>15} {'ratio':>7}"
    )
    day = date.fromisoformat(AS_OF)
    ends = month_ends(day, 24)
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            make(Path(name), size)
            month = bring_together(open_workspace(Path(name) / "config.yaml"), day)
        start = time.perf_counter()
        done = 0
        for end in ends:
            for id_ in month.measures.indicators:
                month.measures.figure(id_, end.replace(day=1), end)
                done += 1 + len(month.measures.by_siae(id_, end.replace(day=1), end))
        ours = time.perf_counter() - start
        frame = month.consortium.frame
        columns = ["siae", "person", "motif_sortie", "sortie_programme"]
        plain = frame[columns].assign(
            **{n: pd.to_datetime(frame[n], errors="coerce") for n in ("date_entree", "date_sortie")}
        )
        start = time.perf_counter()
        theirs = 0
        for end in map(pd.Timestamp, ends):
            first = end.replace(day=1) - timedelta(0)
            here = plain[
                (plain.date_entree <= end)
                & (
                    (plain.date_sortie > end)
                    | (plain.date_sortie.isna() & plain.motif_sortie.isna())
                )
            ]
            came = plain[plain.date_entree.between(first, end)]
            left = plain[
                plain.date_sortie.between(first, end)
                & plain.sortie_programme.isin(["positive", "autre", "à part"])
            ]
            for part in (here, came):
                theirs += 1 + len(part.groupby("siae")["person"].nunique())
                part["person"].nunique()
            theirs += 1 + len(
                left[left.sortie_programme == "positive"].groupby("siae").size()
                / left.groupby("siae").size()
            )
        pandas = time.perf_counter() - start
        print(
            f"{12 * size:>8} {ours:>8.2f} {done:>8} {1000 * ours / done:>8.3f} "
            f"{1000 * pandas / theirs:>15.3f} {ours / done / (pandas / theirs):>7.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
