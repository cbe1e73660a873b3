"""Board of the director of one SIAE: the same figures, counted in its own rows alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from forms.form import Form
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.exits import ExitRules
from sheets_sync.figures.figure import Figure
from sheets_sync.figures.measures import Measures
from sheets_sync.steering.board import Board, build_board

Target = Callable[[str, str | None], float | None]
FiguresOfQuestions = dict[tuple[str, date | None, date, date | None], dict[str, Figure]]
"""Question → the figure of each SIAE: all of them are counted at once."""


class SiaeMeasures(Measures):
    """The measures of one SIAE: what is asked of the whole is answered of its rows.

    Money, decisions and what else is the programme's has no row in it.
    """

    def __init__(
        self, everybody: Measures, siae: str, figures_of_questions: FiguresOfQuestions
    ) -> None:
        """`figures_of_questions`: what was asked until now, shared by all SIAE."""
        # No second reading of the rows: it shares what the measures of everybody are made of.
        vars(self).update(vars(everybody))
        self._everybody, self._siae, self._figures_of_questions = (
            everybody,
            siae,
            figures_of_questions,
        )
        self.siae = [siae]
        self.target = _target_of(siae, everybody)
        empty = {name: frame.iloc[:0] for name, frame in everybody.frames.items()}
        self.frames = {**empty, "participant": everybody.frames["participant"]}

    def figure(
        self,
        id: str,
        start: date | None,
        end: date,
        siae: str | None = None,
        as_of: date | None = None,
    ) -> Figure:
        """The figure in the rows of the SIAE; its target is told as that of the whole is."""
        figure = self.by(id, start, end, "siae", as_of)[self._siae]
        target = self.target(id, siae)
        if figure.target == target:
            return figure
        return replace(figure, target=target)

    def by(
        self, id: str, start: date | None, end: date, field: str, as_of: date | None = None
    ) -> dict[str, Figure]:
        """The one SIAE alone; what directors look at is broken down by no other field."""
        if field != "siae":
            raise ValueError(f"the figures of one SIAE are not counted by {field}")
        key = (id, start, end, as_of)
        if key not in self._figures_of_questions:
            self._figures_of_questions[key] = self._everybody.by(id, start, end, "siae", as_of)
        return {self._siae: self._figures_of_questions[key][self._siae]}


def siae_boards(
    programme: Board,
    measures: Measures,
    form: Form,
    anomalies: Sequence[Anomaly],
    exits: ExitRules,
) -> Iterator[tuple[str, Board]]:
    """Each SIAE with its board. Money and tasks are the programme's: no SIAE has any.

    Args:
        programme: the board of all, for the same day.
        measures: those of all.
    """
    shared: FiguresOfQuestions = {}
    of_siae: dict[str, list[Anomaly]] = defaultdict(list)
    for anomaly in anomalies:
        of_siae[anomaly.siae].append(anomaly)
    for siae in programme.members:
        board = build_board(
            programme.programme,
            [siae],
            SiaeMeasures(measures, siae.name, shared),
            form,
            [count for count in programme.counts if count.siae == siae.name],
            of_siae[siae.name],
            (),
            exits,
            programme.as_of,
            programme.meetings,
        )
        yield siae.name, board


def _target_of(siae: str, measures: Measures) -> Target:
    """Its own targets; for a rate, the programme's where it has none of its own."""

    def target(indicator: str, _siae: str | None) -> float | None:
        own = measures.target(indicator, siae)
        if own is not None or measures.indicators[indicator].of is None:
            return own
        return measures.target(indicator, None)

    return target
