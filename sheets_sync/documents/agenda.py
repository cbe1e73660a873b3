"""What goes into a meeting's agenda, from the month's figures and the coordination tabs. No name, ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from pydantic import RootModel

from forms.definition import Field, Form
from forms.definition_file import Definition, parse
from forms.layers import load_layers
from sheets_sync import french
from sheets_sync.config import Config
from sheets_sync.data import DATA
from sheets_sync.figures.figure import Figure
from sheets_sync.settings import WEEKDAYS, Meeting
from sheets_sync.steering.key_figures import FOLLOW_UP
from sheets_sync.steering.month import Month

Point = dict[str, Any]


class UsualPoint(Definition):
    """A point that every meeting of its kind has."""

    minutes: int
    title: str
    kind: str


UsualPoints = Mapping[str, tuple[UsualPoint, ...]]
"""The points of each meeting, by its name in config."""


class _Meetings(RootModel[dict[str, tuple[UsualPoint, ...]]]):
    """By meeting."""


def load_usual_points(points: Form, beside: Path | None = None) -> UsualPoints:
    """What is usual at each meeting; `meetings.yaml` in `beside` adds meetings or replaces ours.

    Raises:
        DefinitionError: a mistake in a file, or a kind that is no choice of the form of points.
    """
    layers = load_layers("meetings.yaml", DATA, beside)
    meetings = parse(layers, _Meetings).root
    kinds = points.field("nature").column_type()
    for name, usual in meetings.items():
        for index, point in enumerate(usual):
            if point.kind not in (kinds.values or ()):
                problem = (
                    f"« {point.kind} » n'est pas une nature de point. {kinds.hint(point.kind)}"
                )
                raise layers.error((name, index, "kind"), problem)
    return meetings


def _usual_at(meetings: UsualPoints, name: str) -> tuple[UsualPoint, ...]:
    """A meeting that no file names goes as the first, that of the directors."""
    return meetings.get(name) or next(iter(meetings.values()))


def next_date(meeting: Meeting, after: date) -> date:
    """The meeting's first date on or after `after`; a week later where that is a French public holiday, or in a stretch to avoid."""
    import holidays

    closed = holidays.country_holidays("FR")
    year, month = after.year, after.month
    while True:
        first = date(year, month, 1)
        ahead = (WEEKDAYS.index(meeting.weekday) - first.weekday()) % 7
        day = first + timedelta(days=ahead + 7 * (meeting.week - 1))
        while day in closed or any(start <= day <= end for start, end in meeting.avoid):
            day += timedelta(days=7)
        if day >= after:
            return day
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def context(month: Month, name: str) -> dict[str, Any]:
    """Everything that the template of the meeting `name` may show, ready to be read."""
    config, meeting = month.config, month.config.meetings[name]
    day = next_date(meeting, month.as_of)
    points = proposed(month, name)
    form = month.entries.forms["point"]
    usual = _usual_at(load_usual_points(form, config.folder), name)
    who = chair(config, day)
    closing = UsualPoint(
        minutes=5, title="Prochaines dates", kind=form.field("nature").value_for("information")
    )
    schedule, minutes = timetable(meeting, usual, day, points, closing, who)
    return {
        "programme": config.programme, "titre": meeting.title, "date": french.long_day(day, weekday=True), "heure": meeting.time.replace(":", " h "),
        "fin": (datetime.combine(day, _clock(meeting.time)) + timedelta(minutes=meeting.minutes)).strftime("%H h %M"), "lieu": meeting.place or "lieu à préciser",
        "duree": meeting.minutes, "animation": chair(config, day), "roles": french.listed(meeting.roles) or "membres", "situation_au": french.long_day(month.as_of),
        "deroule": schedule, "raccourcir": _too_long(minutes, meeting.minutes, points), "decisions": open_decisions(month, name), "chiffres": key_figures(month),
        "objectifs": list(month.board.targets_missed), "anomalies": to_correct(month), "echeances": endings(month), "financements": money(month), "rapports": list(month.board.reports_due),
        "points": points, "freins": brakes(month), "nouvelles": news(month), "situations": situations(month), "prochaines": next_dates(config, day), "nom": name, "jour": day, "jour_court": french.day(day),
        "membres": [member.name for member in config.siae], "onglet_decisions": config.tabs.decision, "lignes_vides": ["", "", "", "", ""],
    }  # fmt: skip


def chair(config: Config, day: date) -> str:
    """Each SIAE in turn, month after month."""
    return config.siae[(day.year * 12 + day.month) % len(config.siae)].name


def timetable(
    meeting: Meeting,
    usual: Sequence[UsualPoint],
    day: date,
    points: Sequence[Mapping[str, Any]],
    closing: UsualPoint,
    who: str,
) -> tuple[list[Point], int]:
    """The points with their times, and the minutes they take together."""
    lines = [
        (point.minutes, point.title, point.kind, "coordination" if place else who)
        for place, point in enumerate(usual)
    ]
    lines += [
        (point["minutes"], point["sujet"], point["nature"], point["siae"]) for point in points
    ]
    lines.append((closing.minutes, closing.title, closing.kind, who))
    clock = datetime.combine(day, _clock(meeting.time))
    schedule: list[Point] = []
    for number, (minutes, title, kind, leader) in enumerate(lines, 1):
        schedule.append(
            {
                "n": number,
                "heure": clock.strftime("%H h %M"),
                "titre": title,
                "nature": kind,
                "minutes": minutes,
                "anime": leader,
            }
        )
        clock += timedelta(minutes=minutes)
    return schedule, sum(line[0] for line in lines)


def proposed(month: Month, name: str) -> list[Point]:
    """Points of « Ordre du jour » for this meeting that are not treated; ten minutes where none are given."""
    frame = month.measures.frames["point"]
    form = month.entries.forms["point"]
    treated, usual_kind = (
        form.field("traite").role("yes"),
        form.field("nature").value_for("exchange"),
    )
    return [
        {"sujet": row["sujet"] or "sujet à préciser", "siae": row["siae"] or "à préciser", "nature": row["nature"] or usual_kind, "minutes": int(row["minutes"] or 10)}
        for row in frame.to_dict("records")
        if row["reunion"] == name and row["traite"] not in treated
    ]  # fmt: skip


def open_decisions(month: Month, name: str) -> list[Point]:
    """Decisions and tasks of this meeting still open, the latest due first to be late first."""
    open_states = month.entries.forms["decision"].field("etat").role("open")
    rows = [
        row
        for row in month.measures.frames["decision"].to_dict("records")
        if row["reunion"] in (name, None) and row["etat"] in (*open_states, None)
    ]
    rows.sort(key=lambda row: str(row["echeance"] or "9999"))
    found = []
    for row in rows:
        due = row["echeance"] if isinstance(row["echeance"], date) else None
        late = (month.as_of - due).days if due else 0
        found.append({"quoi": row["decision"] or "à préciser", "qui": row["siae"] or "à préciser", "echeance": french.day(due) or "sans date", "etat": row["etat"] or "à préciser",
                      "retard": f"en retard de {french.several(late, 'jour')}" if late > 0 else ""})  # fmt: skip
    return found


def key_figures(month: Month) -> list[Point]:
    """The key figures with their count, target and change (a stock since 30 days, a flow since last year)."""
    found = []
    for figure in month.board.key_figures:
        now, month_ago, year_ago = figure.now, figure.month_ago, figure.year_ago
        before, when = (month_ago, "en 30 jours") if now.start is None else (year_ago, "sur un an")
        gap = french.change(now.value, before.value, now.unit)
        found.append({"label": now.label, "valeur": french.figure(now.value, now.unit), "detail": _detail(now), "objectif": "objectif non paramétré" if now.target is None else french.figure(now.target, now.unit), "evolution": f"{gap} {when}" if gap else "—"})  # fmt: skip
    return found


def to_correct(month: Month) -> list[Point]:
    """Entries to correct by SIAE, in the order of config: counts only, no ranking."""
    errors = Counter(anomaly.siae for anomaly in month.anomalies if anomaly.severity == "error")
    warnings = Counter(anomaly.siae for anomaly in month.anomalies if anomaly.severity == "warning")
    return [
        {"siae": m.name, "erreurs": errors[m.name], "avertissements": warnings[m.name]}
        for m in month.config.siae
        if errors[m.name] or warnings[m.name]
    ]


def endings(month: Month) -> list[Point]:
    """What ends soon by SIAE: contracts, PASS, permits; and who was not seen for 60 days (counts)."""
    columns = [month.measures.by_siae(name, None, month.as_of) for name in FOLLOW_UP]
    found = []
    for place, member in enumerate(month.config.siae):
        counts = [int(column[place].numerator) for column in columns]
        if any(counts):
            found.append(
                {
                    "siae": member.name,
                    **dict(zip(("contrats", "pass", "titres", "entretiens"), counts, strict=True)),
                }
            )
    return found


def money(month: Month) -> list[Point]:
    """Conventions in course: amounts, share spent, end."""
    return [
        {"financeur": c.funder, "convention": c.number, "fin": french.day(c.end), "accorde": french.euros(c.granted), "recu": french.euros(c.received), "depense": french.euros(c.spent), "part": french.percent(c.share_spent),
         "bientot": f"finit dans {french.several(c.days_left, 'jour')}" if c.days_left is not None and 0 <= c.days_left <= 120 else ""}
        for c in month.board.conventions
    ]  # fmt: skip


def brakes(month: Month) -> list[Point]:
    """Freins still in the way of those present, most met first; health is left out."""
    present = month.consortium.frame.iloc[
        month.measures.figure("participants", None, month.as_of).rows
    ]
    found = []
    for field in _shared_brakes(month.form):
        states = Counter(present[field.id])
        found.append(
            {
                "frein": field.short_label,
                "ouverts": _count(states, field.role("open")),
                "en_cours": _count(states, field.role("in_progress")),
                "leves": _count(states, field.role("solved")),
            }
        )
    return sorted(found, key=lambda line: -line["ouverts"])


def _shared_brakes(form: Form) -> list[Field]:
    return [field for field in form.with_topic("frein") if field.privacy == "shared"]


def _count(states: Mapping[Any, int], values: frozenset[str]) -> int:
    return sum(states.get(value, 0) for value in values)


def news(month: Month) -> list[Point]:
    """Each SIAE's month in three counts."""
    start = month.as_of - timedelta(days=30)
    columns = [
        month.measures.by_siae(name, start, month.as_of)
        for name in ("participants", "entrees", "sorties")
    ]
    return [
        {
            "siae": member.name,
            "presents": int(columns[0][place].numerator),
            "entrees": int(columns[1][place].numerator),
            "sorties": int(columns[2][place].numerator),
        }
        for place, member in enumerate(month.config.siae)
    ]


def situations(month: Month, most: int = 3) -> list[Point]:
    """Up to `most` situations to think about, under pseudonym: several open freins and a contract about to end."""
    frame = month.consortium.frame.iloc[
        month.measures.figure("contrats_finissant", None, month.as_of).rows
    ]
    shared = _shared_brakes(month.form)
    found = []
    for row in frame.to_dict("records"):
        open_ = [field.short_label for field in shared if row[field.id] in field.role("open")]
        if len(open_) >= 2:
            found.append((len(open_), row["person"], row["siae"], open_))
    found.sort(key=lambda item: (-item[0], item[1]))
    letters = "ABCDEFGH"
    return [
        {
            "lettre": letters[place],
            "personne": person,
            "siae": siae,
            "resume": f"contrat finissant sous 60 jours ; freins ouverts : {french.listed(open_)}.",
        }
        for place, (_, person, siae, open_) in enumerate(found[:most])
    ]


def next_dates(config: Config, day: date) -> list[str]:
    """The next date of every meeting after this one."""
    found = [
        (next_date(meeting, day + timedelta(days=1)), meeting)
        for meeting in config.meetings.values()
    ]
    return [
        f"{french.long_day(when, weekday=True)}, {meeting.time.replace(':', ' h ')} : {meeting.title}"
        for when, meeting in sorted(found, key=lambda pair: pair[0])
    ]


def _too_long(minutes: int, length: int, points: Sequence[Mapping[str, Any]]) -> str:
    if minutes <= length:
        return ""
    over = minutes - length
    longest = sorted(points, key=lambda point: -point["minutes"])[:2]
    titles = french.listed([f"« {point['sujet']} »" for point in longest])
    which = f" Par exemple : {titles}." if longest else ""
    return f"Le déroulé dépasse de {french.several(over, 'minute')} la durée prévue : raccourcir ou reporter des points.{which}"


def _detail(figure: Figure) -> str:
    return (
        f"{french.number(figure.numerator)} sur {french.number(figure.denominator)}"
        if figure.among is not None
        else ""
    )


def _clock(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(int(hour), int(minute or 0))
