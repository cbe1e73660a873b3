"""Contents of a meeting's agenda, from the figures and the coordination tabs. No name, ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from forms.form import Field
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.collected import Collected
from sheets_sync.documents.meetings.figure_rows import Row, key_figure_row, money
from sheets_sync.documents.meetings.situations import shared_freins, situations
from sheets_sync.documents.meetings.timetable import (
    Point,
    Slot,
    UsualPoints,
    agenda_points,
    chair,
    end_of,
    hour_text,
    next_date,
    next_dates,
    on_day,
    programme_until,
    start_of,
    timetable,
    usual_at,
)
from sheets_sync.figures.figure import Figure
from sheets_sync.figures.measures import Measures
from sheets_sync.release.audiences import Sight
from sheets_sync.release.masking import Only
from sheets_sync.settings.meeting import Meeting
from sheets_sync.steering.board import Board
from sheets_sync.steering.sentences.chart_titles import money_title
from sheets_sync.steering.since_meeting import choices_meaning, days_late, open_tasks

USUAL_MINUTES = 10
"""Minutes of a proposed point where nobody says how long it takes."""
_ENDING = {
    "contrats": "contrats_finissant",
    "pass": "pass_finissant",
    "titres": "titres_finissant",
    "entretiens": "sans_entretien",
}
_LINES_OF_MINUTES = 9
"""Blank lines for decisions: they fill their page of the minutes, in any of the fonts."""
_ENTRIES = ("erreurs", "avertissements")
_NEWS = {"presents": "participants", "entrees": "entrees", "sorties": "sorties"}
"""Keys of the template → the indicators they show."""


def agenda_context(
    name: str,
    meetings: Mapping[str, Meeting],
    usual: UsualPoints,
    decisions_tab: str,
    board: Board,
    measures: Measures,
    anomalies: Sequence[Anomaly],
    sees: Collection[Sight],
) -> dict[str, Any]:
    """Everything that the template of the meeting `name` may show, as it is before release.

    Args:
        meetings: all of the programme, since the next dates are said.
        sees: what the readers may see: points are in the timetable as well, so they go in here.
    """
    meeting, as_of = meetings[name], board.as_of
    day = next_date(meeting, as_of)
    members = [member.name for member in board.members]
    chairs = chair(meeting, members, day)
    meeting = on_day(meeting, day)
    points: list[Point] = []
    if "coordination_text" in sees:
        points = proposed(measures, name)
    in_order = agenda_points(usual_at(usual, name), points, chairs)
    slots = timetable(in_order, start_of(meeting, day))
    programme = programme_until(slots, end_of(meeting, day))
    decided = measures.forms["point"].field("nature").role("decision")
    decisions = open_decisions(measures, name, as_of)
    administrative = in_one_table(members, endings(measures, as_of), to_correct(members, anomalies))
    sums = _sums_by_column(administrative)
    following = next_date(meeting, day + timedelta(days=1))
    context = {
        "programme": board.programme,
        "nom": name,
        "titre": meeting.title,
        "intitule": sentence(
            "documents.about", what=meeting.title, day=day, programme=board.programme
        ),
        "jour": day,
        "jour_court": french.day(day),
        "date": french.long_day(day, weekday=True),
        "heure": hour_text(meeting),
        "fin": french.clock(programme.end),
        "duree": meeting.minutes,
        "lieu": meeting.place or sentence("agenda.no_place"),
        "animation": chairs,
        "roles": french.listed(meeting.roles) or sentence("agenda.members"),
        "membres": members,
        "situation_au": french.long_day(as_of),
        "deroule": [_slot(number, slot, decided) for number, slot in enumerate(programme.slots, 1)],
        "sans_temps": [_point(point) for point in programme.waiting],
        "suivante": french.long_day(following),
        "points": [_point(point) for point in points],
        "decisions": Only("coordination_text", decisions),
        "onglet_decisions": decisions_tab,
        "lignes_vides": [""] * _LINES_OF_MINUTES,
        "chiffres": [key_figure_row(figure) for figure in board.key_figures],
        # What a rate leaves out is said with the rate; counts by SIAE are in no agenda.
        "a_savoir": [text for text in (board.exits.text,) if text],
        "objectifs": list(board.targets_missed),
        "rapports": list(board.reports_due),
        "financements": Only("money", money(board.conventions)),
        "anomalies": to_correct(members, anomalies),
        "echeances": endings(measures, as_of),
        "administratif": administrative,
        "administratif_total": sums,
        "administratif_aucun": _columns_left_out(sums) if administrative else [],
        "freins": freins_in_the_way(measures, as_of),
        "nouvelles": [row for row in news(measures, as_of) if any(map(row.get, _NEWS))],
        "situations": Only("pseudonyms", situation_rows(measures, as_of)),
        "laisse_de_cote": _not_for_readers(sees),
        "prochaines": next_dates(meetings.values(), day),
    }
    titles = _titles(programme.slots, decided, decisions) | _answers(context, board)
    return context | {"titres": titles}


def _not_for_readers(sees: Collection[Sight]) -> str:
    """That these readers get no points and decisions; "" where they do."""
    if "coordination_text" in sees:
        return ""
    return sentence("agenda.not_for_readers")


def proposed(measures: Measures, name: str) -> list[Point]:
    """Points of « Ordre du jour » for this meeting that are not treated."""
    form = measures.forms["point"]
    treated, about = form.field("traite").role("yes"), choices_meaning(form.field("reunion"), name)
    usual_kind = form.field("nature").value_for("exchange")
    return [
        Point(
            row["sujet"] or sentence("agenda.no_subject"),
            row["siae"] or sentence("documents.to_be_completed"),
            row["nature"] or usual_kind,
            int(row["minutes"] or USUAL_MINUTES),
        )
        for row in measures.frames["point"].to_dict("records")
        if row["reunion"] in about and row["traite"] not in treated
    ]


def open_decisions(measures: Measures, name: str, as_of: date) -> list[Row]:
    """Decisions and tasks of this meeting still open, the first due first, those of no day last.

    What says no meeting, or no state, is shown too.
    """
    rows = open_tasks(measures, [name])
    # As texts: a due date may be what somebody typed; 9999 puts those of no day last.
    rows.sort(key=lambda row: str(row["echeance"] or "9999"))
    return [_decision(row, as_of) for row in rows]


def _decision(row: Mapping[Any, Any], as_of: date) -> Row:
    due, late = sentence("agenda.no_due_date"), ""
    if isinstance(row["echeance"], date):
        due = french.day_of(row["echeance"], as_of.year)
    if days := days_late(row, as_of):
        late = sentence("agenda.late", days=days)
    return {
        "quoi": row["decision"] or sentence("documents.to_be_completed"),
        "qui": row["siae"] or sentence("documents.to_be_completed"),
        "echeance": due,
        "etat": row["etat"] or sentence("documents.to_be_completed"),
        "retard": late,
    }


def to_correct(members: Sequence[str], anomalies: Sequence[Anomaly]) -> list[Row]:
    """Entries to correct by SIAE, in the order of config: counts only, no ranking."""
    counts = Counter((anomaly.siae, anomaly.severity) for anomaly in anomalies)
    rows = [
        {
            "siae": siae,
            "erreurs": counts[siae, "error"],
            "avertissements": counts[siae, "warning"],
        }
        for siae in members
    ]
    return [row for row in rows if row["erreurs"] or row["avertissements"]]


def endings(measures: Measures, as_of: date) -> list[Row]:
    """Rows by SIAE: contracts, PASS, permits that end soon, and people not seen for 60 days."""
    rows = _counts_by_siae(measures, _ENDING, None, as_of)
    return [row for row in rows if any(map(row.get, _ENDING))]


def news(measures: Measures, as_of: date) -> list[Row]:
    """Each SIAE's month in three counts."""
    return _counts_by_siae(measures, _NEWS, as_of - timedelta(days=30), as_of)


def _counts_by_siae(
    measures: Measures, indicators: Mapping[str, str], start: date | None, end: date
) -> list[Row]:
    """A row for each SIAE, with the count of each indicator under its key."""
    figures = {key: measures.by(name, start, end, "siae") for key, name in indicators.items()}

    def row(siae: str) -> Row:
        return {key: _count_or_text(by_siae[siae]) for key, by_siae in figures.items()}

    return [{"siae": siae} | row(siae) for siae in measures.siae]


def _count_or_text(figure: Figure) -> int | str:
    if not figure.is_collected:
        return figure.text
    return int(figure.numerator)


def freins_in_the_way(measures: Measures, as_of: date) -> list[Row]:
    """Freins still in the way of those present, most met first; health is left out.

    None at all where nobody collects any.
    """
    rows = measures.figure("participants", None, as_of).rows
    present = measures.frames["participant"].iloc[rows]
    # Who has two contracts at once meets a frein once, as typed last.
    present = present.drop_duplicates("person", keep="last")
    fields = shared_freins(measures.forms["participant"])
    collected = [field for field in fields if measures.collected.members([field.id])]
    counted = [_frein(field, Counter(present[field.id]), measures.collected) for field in collected]
    if not counted:
        return []
    counted.sort(key=lambda row: -row["ouverts"])
    not_collected = [_frein_not_collected(field) for field in fields if field not in collected]
    return [*counted, *not_collected]


def _frein(field: Field, states: Mapping[Any, int], collected: Collected) -> Row:
    def having(role: str) -> int:
        return sum(states.get(value, 0) for value in field.role(role))

    def count_if_collected(role: str) -> int | str:
        # A column of which a cell names several freins says nothing of those that are overcome.
        if collected.members([field.id], [(field.id, field.role(role))]):
            return having(role)
        return sentence("figures.not_collected")

    return {
        "frein": field.short_label,
        "ouverts": having("open"),
        "en_cours": count_if_collected("in_progress"),
        "leves": count_if_collected("solved"),
    }


def _frein_not_collected(field: Field) -> Row:
    not_collected = sentence("figures.not_collected")
    return {
        "frein": field.short_label,
        "ouverts": not_collected,
        "en_cours": not_collected,
        "leves": not_collected,
    }


def situation_rows(measures: Measures, as_of: date) -> list[Row]:
    """Situations to think about, under pseudonym: several open freins, a contract about to end."""
    return [
        {
            "lettre": situation.letter,
            "personne": situation.person,
            "siae": situation.siae,
            "resume": sentence("agenda.situation", freins=situation.freins),
        }
        for situation in situations(measures, as_of)
    ]


def _titles(
    slots: Sequence[Slot], decided: Collection[str], decisions: Sequence[Row]
) -> dict[str, str]:
    """Headings that say what is to be done: how many decisions, how many tasks are late."""
    to_decide = sum(slot.point.kind in decided for slot in slots)
    late = sum(bool(row["retard"]) for row in decisions)
    programme = sentence("agenda.programme")
    if to_decide:
        programme = sentence("agenda.programme_decides", count=to_decide)
    tasks = sentence("agenda.tasks", count=len(decisions))
    if late:
        tasks = sentence("agenda.tasks_late", late=late, count=len(decisions))
    return {"deroule": programme, "decisions": tasks}


def _answers(context: Mapping[str, Any], board: Board) -> dict[str, str]:
    """Headings that say what the table below them comes to."""
    freins = [
        row for row in context["freins"] if isinstance(row["ouverts"], int) and row["ouverts"]
    ]
    met = sentence("agenda.freins")
    if freins:
        most_met = freins[0]
        met = sentence("agenda.frein_most_met", name=most_met["frein"], count=most_met["ouverts"])
    entries = {key: _sum_of_counts(context["anomalies"], key) for key in _ENTRIES}
    news_of_all = {key: _sum_of_counts(context["nouvelles"], key) for key in _NEWS}
    return {
        "chiffres": _targets_title(context["chiffres"]),
        "finances": money_title(board.conventions),
        "administratif": _ending_title(context["administratif_total"]),
        "freins": met,
        "nouvelles": sentence("agenda.news", **news_of_all),
        "saisies": sentence("agenda.entries", **entries),
    }


def _targets_title(figures: Sequence[Row]) -> str:
    reached = sum(row["atteint"] for row in figures)
    aimed_at = sum(row["vise"] for row in figures)
    if not aimed_at:
        return sentence("agenda.key_figures")
    return sentence("agenda.targets_reached", reached=reached, count=aimed_at)


def _ending_title(totals: Row) -> str:
    """« Administratif : 41 contrats et 2 titres de séjour finissent bientôt »."""
    sums = {key: totals[key] for key in ("contrats", "pass", "titres")}
    kinds = [key for key, total in sums.items() if isinstance(total, int) and total]
    if not kinds:
        return sentence("agenda.administrative")
    ending = [sentence(f"agenda.ending_{key}", count=totals[key]) for key in kinds]
    count = sum(totals[key] for key in kinds)
    return sentence("agenda.ending_soon", what=ending, count=count)


def in_one_table(
    members: Sequence[str], ending: Sequence[Row], entries: Sequence[Row]
) -> list[Row]:
    """What ends soon and what is to be corrected, by SIAE; none of a SIAE that has neither."""
    empty = dict.fromkeys((*_ENDING, *_ENTRIES), 0)
    by_siae = {siae: {"siae": siae} | empty for siae in members}
    for row in (*ending, *entries):
        by_siae[row["siae"]] |= row
    return [row for row in by_siae.values() if any(map(row.get, empty))]


def _sums_by_column(rows: Sequence[Row]) -> Row:
    """The sum of each count; "" for what no SIAE collects."""
    sums: Row = {key: _sum_of_counts(rows, key) for key in (*_ENDING, *_ENTRIES)}
    for key in sums:
        if rows and not any(isinstance(row[key], int) for row in rows):
            sums[key] = ""
    return sums


def _columns_left_out(sums: Row) -> list[str]:
    """What is said in the place of a column: that nothing is to be counted, or that none tells."""
    reasons = [sentence(f"agenda.none_{key}") for key, total in sums.items() if total == 0]
    unknown = [sentence(f"agenda.unknown_{key}") for key, total in sums.items() if total == ""]
    if unknown:
        reasons.append(sentence("agenda.unknown", what=unknown))
    return reasons


def _sum_of_counts(rows: Sequence[Row], key: str) -> int:
    return sum(row[key] for row in rows if isinstance(row[key], int))


def _slot(number: int, slot: Slot, decided: Collection[str]) -> Row:
    point = slot.point
    return {
        "n": number,
        "heure": french.clock(slot.start),
        "titre": point.title,
        "decide": point.kind in decided,
        "nature": point.kind,
        "minutes": point.minutes,
        "anime": point.leader,
    }


def _point(point: Point) -> Row:
    return {
        "sujet": point.title,
        "siae": point.leader,
        "nature": point.kind,
        "minutes": point.minutes,
    }
