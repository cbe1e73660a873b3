"""Everything that the template of the page may show, ready to be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.dashboard.page_cards import LAST_YEAR, figure_cards
from sheets_sync.documents.dashboard.page_tables import (
    Cell,
    Emphasis,
    PageColumn,
    PageTable,
    cell_of_count,
    cell_of_share,
    percent_of_width,
    text_column,
)
from sheets_sync.documents.dashboard.page_trends import (
    courses_table,
    drawn_courses,
    months_table,
    trends,
)
from sheets_sync.documents.dashboard.siae_table import not_shown, siae_cards, siae_table
from sheets_sync.release.masking import Only
from sheets_sync.steering.board import Board
from sheets_sync.steering.conventions import Convention
from sheets_sync.steering.key_figures import Courses
from sheets_sync.steering.sentences import chart_titles, quality
from sheets_sync.steering.sentences.beside_figures import euros_text
from sheets_sync.steering.sentences.headline import headline
from sheets_sync.steering.signals import Signal, Signals
from sheets_sync.steering.since_meeting import SinceMeeting
from sheets_sync.steering.trends import ELAPSED, Cohort, Frein, Level

_OFF_PACE = ("ahead", "behind")


def dashboard_context(board: Board, since_start: Courses) -> dict[str, Any]:
    """The page of the directors."""
    return {
        **common_context(board),
        "titre": sentence("dashboard.title", programme=board.programme),
        "reserve": sentence("pilotage.reserved"),
        "legende": [
            sentence("dashboard.legend_now", day=board.as_of),
            sentence("dashboard.legend_target"),
            sentence("dashboard.legend_year_ago"),
        ],
        "cartes": figure_cards(board.key_figures, LAST_YEAR),
        "cours": drawn_courses(board, since_start),
        "cours_valeurs": courses_table(board, since_start),
        "par_siae": siae_table(board),
        "siae": siae_cards(board),
        "argent": _money_table(board),
        "conventions": [_convention_card(each) for each in board.conventions],
    }


def common_context(board: Board) -> dict[str, Any]:
    """What stands on the directors' page, and on that of one SIAE of its own figures."""
    return {
        "programme": board.programme,
        "situation_au": french.long_day(board.as_of),
        "accroche": headline(board, None),
        "quand": _when_and_next(board),
        **matters(board),
        "depuis": _since_last_meeting(board),
        "courbes": trends(board),
        "mois": months_table(board),
        "siae_note": sentence("dashboard.siae_caption"),
        "a_savoir": _to_know(board),
        **path_and_levels(board),
        "cohortes_titre": chart_titles.cohorts_title(board.cohorts),
        "cohortes": _cohort_table(board),
        "argent_titre": chart_titles.money_title(board.conventions),
        "qualite": " ".join(quality.quality_sentences(board)),
        "definitions": [
            {"id": each.id, "terme": each.label, "texte": each.text} for each in board.definitions
        ],
    }


def matters(board: Board) -> dict[str, Any]:
    """What is to be decided and followed up, numbered through."""
    signals = board.signals
    decide = sentence("signals.to_decide")
    if board.meetings.next is not None:
        decide = sentence("signals.to_decide_on", day=board.meetings.next)
    return {
        "decider_titre": decide,
        "decider": _numbered(signals.decide, 1),
        "suivre_titre": sentence("signals.to_follow"),
        "suivre": _numbered(signals.follow, 1 + len(signals.decide)),
        "autres_points": _other_signals(signals),
        "rien": sentence("signals.none"),
    }


def path_and_levels(board: Board) -> dict[str, Any]:
    """Freins and levels of French: as bars, and as tables."""
    freins, levels = board.freins, board.levels
    notes = list(freins.coverages)
    if freins.not_collected:
        notes.append(sentence("steering.freins_not_collected", names=freins.not_collected))
    return {
        "freins_titre": chart_titles.freins_title(freins),
        "freins_de": freins.population,
        "freins_note": " ".join(notes),
        "freins": _frein_bars(freins.rows),
        "freins_valeurs": _frein_table(board),
        "niveaux_titre": chart_titles.levels_title(levels),
        "niveaux_de": levels.population,
        "niveaux": _level_bars(levels.rows) if levels.is_collected else [],
        "niveaux_valeurs": _level_table(board),
    }


def _numbered(signals: Sequence[Signal], first: int) -> list[dict[str, Any]]:
    return [
        {
            "n": number,
            "titre": signal.title,
            "detail": french.capitalised(signal.detail),
            "qui": french.capitalised(signal.who),
            "ancre": signal.page_part,
            "ou": sentence(f"signals.at.{signal.page_part}"),
        }
        for number, signal in enumerate(signals, first)
    ]


def _other_signals(signals: Signals) -> str:
    if not signals.others:
        return ""
    return sentence("signals.more", count=signals.others)


def _when_and_next(board: Board) -> str:
    texts = [sentence("dashboard.figures_on", day=board.as_of)]
    if board.meetings.next is not None:
        day = french.long_day(board.meetings.next, weekday=True)
        texts.append(sentence("dashboard.next_meeting", day=day))
    return " ".join(texts)


def _since_last_meeting(board: Board) -> dict[str, Any]:
    since = board.since
    if since is None:
        return {}
    text = ""
    if since.flows:
        text = sentence("since.sentence", text=since.flows)
    return {
        "titre": sentence("since.title", day=since.day),
        "texte": text,
        "retards": Only("coordination_text", _late(since)),
    }


def _late(since: SinceMeeting) -> str:
    if not since.tasks:
        return ""
    return sentence("since.late_tasks", tasks=since.tasks, late=since.late)


def _to_know(board: Board) -> list[str | Only]:
    """Below the table of SIAE: whom it is about, all exits, who does not collect what."""
    texts: list[str | Only] = [
        *not_shown(board),
        sentence("steering.populations", populations=board.populations),
        Only("exit_chain", board.exits.text),
        *board.provisos,
    ]
    if board.counted_twice:
        texts.append(sentence("pilotage.counted_twice", count=board.counted_twice))
    return [text for text in texts if text]


def _frein_bars(rows: Sequence[Frein]) -> list[dict[str, Any]]:
    highest = max((frein.identified or 0 for frein in rows), default=0) or 1
    return [
        {
            "nom": frein.name,
            "avant": round((frein.identified or 0) / highest * 76, 1),
            "apres": round(frein.lifted.numerator / highest * 76, 1),
            "nombre": frein.lifted.among_text,
            "texte": sentence(
                "dashboard.lifted_share", count=frein.lifted.numerator, share=frein.lifted.text
            ),
        }
        for frein in rows
    ]


def _level_bars(rows: Sequence[Level]) -> list[dict[str, Any]]:
    highest = max((max(level.at_entry, level.now) for level in rows), default=0) or 1
    return [
        {
            "nom": level.name,
            "avant": round(level.at_entry / highest * 100, 1),
            "apres": round(level.now / highest * 100, 1),
            "a_l_entree": level.at_entry,
            "actuel": level.now,
            "inconnu": number == len(rows) - 1,
        }
        for number, level in enumerate(rows)
    ]


def _frein_table(board: Board) -> dict[str, Any]:
    columns: list[PageColumn[Frein]] = [
        text_column(sentence("dashboard.frein"), lambda frein: frein.name),
        PageColumn(
            sentence("dashboard.identified"),
            lambda frein: Cell(frein.lifted.among_text, frein.identified),
        ),
        PageColumn(
            sentence("dashboard.lifted"),
            lambda frein: Cell(frein.lifted.count_text, frein.lifted.numerator),
        ),
        PageColumn(
            sentence("dashboard.share_lifted"),
            lambda frein: Cell(frein.lifted.text, frein.lifted.value),
        ),
    ]
    day, name = board.as_of.isoformat(), sentence("dashboard.freins")
    table = PageTable("freins", name, columns, board.freins.rows, day, board.freins.population)
    return table.context()


def _level_table(board: Board) -> dict[str, Any]:
    columns: list[PageColumn[Level]] = [
        text_column(sentence("dashboard.level"), lambda level: level.name),
        PageColumn(sentence("dashboard.at_entry"), lambda level: cell_of_count(level.at_entry)),
        PageColumn(sentence("dashboard.now"), lambda level: cell_of_count(level.now)),
    ]
    day, name = board.as_of.isoformat(), sentence("dashboard.niveaux")
    table = PageTable("niveaux", name, columns, board.levels.rows, day, board.levels.population)
    return table.context()


def _cohort_table(board: Board) -> dict[str, Any]:
    def after(months: int) -> PageColumn[Cohort]:
        header = sentence("dashboard.within", months=months)
        return PageColumn(header, lambda cohort: cell_of_share(cohort.rates[months]))

    columns: list[PageColumn[Cohort]] = [
        text_column(sentence("dashboard.entered"), lambda cohort: cohort.label),
        PageColumn(
            sentence("dashboard.persons"), lambda cohort: Cell(cohort.size.text, cohort.size.value)
        ),
        *map(after, ELAPSED),
    ]
    caption, day = sentence("trends.cohorts_caption"), board.as_of.isoformat()
    name = sentence("trends.cohorts_none")
    return PageTable("cohortes", name, columns, board.cohorts, day, caption).context()


def _money_table(board: Board) -> dict[str, Any]:
    def euros(header: str, of: str, wide_only: bool = False) -> PageColumn[Convention]:
        def cell(convention: Convention) -> Cell:
            amount = getattr(convention, of)
            if amount is None:
                return Cell(euros_text(amount), None, "none")
            return Cell(euros_text(amount), amount)

        return PageColumn(sentence(f"dashboard.{header}"), cell, wide_only=wide_only)

    columns: list[PageColumn[Convention]] = [
        text_column(sentence("dashboard.convention"), lambda convention: convention.name),
        PageColumn(sentence("dashboard.end"), _end_cell, is_text=True),
        euros("granted", "granted"),
        euros("received", "received", wide_only=True),
        euros("spent", "spent"),
        PageColumn(
            sentence("dashboard.share_spent"),
            lambda c: Cell(french.percent(c.share_spent), c.share_spent),
        ),
        PageColumn(
            sentence("dashboard.scale"),
            lambda c: Cell("", None, "", c.share_spent, c.elapsed),
            is_text=True,
            wide_only=True,
            is_drawn=True,
        ),
        PageColumn(
            sentence("dashboard.elapsed"), lambda c: Cell(french.percent(c.elapsed), c.elapsed)
        ),
        PageColumn(sentence("dashboard.gap"), _gap_cell),
    ]
    caption, day = sentence("dashboard.money_caption"), board.as_of.isoformat()
    name = sentence("signals.at.money")
    return PageTable("argent", name, columns, board.conventions, day, caption).context()


def _end_cell(convention: Convention) -> Cell:
    if convention.end is None:
        return Cell(sentence("figures.not_collected"), None, "none")
    days, text = convention.days_left or 0, french.long_day(convention.end)
    if days >= 0:
        text = f"{text} · {sentence('dashboard.days_left', count=days)}"
    return Cell(text, convention.end.isoformat())


def _gap_cell(convention: Convention) -> Cell:
    gap = convention.gap
    if gap is None:
        return Cell(french.NOT_AVAILABLE, None, "none")
    sign = "+" * (gap >= 0)
    emphasis: Emphasis = ""
    if convention.pace in _OFF_PACE:
        emphasis = "alert"
    return Cell(f"{sign}{french.euros(gap)}", round(gap), emphasis)


def _convention_card(convention: Convention) -> dict[str, Any]:
    gap, share, elapsed = convention.gap, convention.share_spent, convention.elapsed
    late, end = "", french.NOT_AVAILABLE
    if convention.end:
        end = french.long_day(convention.end)
    if gap is not None and convention.pace in _OFF_PACE:
        late = sentence(f"dashboard.card.{convention.pace}", gap=abs(gap))
    return {
        "nom": convention.funder,
        "numero": convention.number,
        "rythme": sentence("signals.spent_and_elapsed", spent=share, elapsed=elapsed),
        "barre": percent_of_width(share),
        "repere": percent_of_width(elapsed),
        "montants": sentence(
            "dashboard.card.amounts",
            spent=euros_text(convention.spent),
            granted=euros_text(convention.granted),
            end=end,
        ),
        "alerte": late,
    }
