"""Matters of a month: at most seven, the most urgent first, each with who and where to look."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date

import pytest

from sheets_sync.documents.meetings.agenda import open_decisions
from sheets_sync.steering.board import Board
from sheets_sync.steering.key_figures import MonthValue, state_in_year, state_of_rate, target_state
from sheets_sync.steering.month import Month
from sheets_sync.steering.sentences.beside_figures import objective_text
from sheets_sync.steering.sentences.chart_titles import flow_title, french_title, present_title
from sheets_sync.steering.sentences.headline import headline
from sheets_sync.steering.signals import MOST, Signal, Signals
from sheets_sync.steering.since_meeting import MeetingDays, since_meeting
from tests.typing_commands import plain


@pytest.fixture
def board(month: Month) -> Board:
    return month.board


def told(signals: list[Signal]) -> list[tuple[str, str, str]]:
    return [(plain(each.title), plain(each.who), each.page_part) for each in signals]


def test_money_that_ends_soon_comes_first_and_a_rate_of_one_siae_last(
    board: Board,
) -> None:
    assert told(list(board.signals.decide)) == [
        (
            "DREETS : engager 600 € avant le 31 décembre 2026, ou demander un report",
            "coordination",
            "money",
        ),
        (
            "Personnes présentes : 64, 26 de moins que l'objectif (90)",
            "les 2 directions",
            "key_figures",
        ),
        (
            "Entrées : 28, pour un objectif de 40 dans l'année, soit 36 à ce jour",
            "les 2 directions",
            "key_figures",
        ),
        (
            "Taux de sorties positives (programme) : 44 % pour un objectif de 50 %",
            "les 2 directions",
            "key_figures",
        ),
        ("25 % de sorties positives, sous l'objectif (50 %)", "Un", "siae"),
    ]


def test_each_has_its_counts_beside_it(board: Board) -> None:
    details = [plain(signal.detail) for signal in board.signals.decide]
    assert details[0] == "40 % dépensé pour 90 % du temps"
    assert details[2].startswith("au rythme actuel, 32 le 31 décembre 2026")
    assert details[3:] == ["7 sur 16", "3 sur 12"]


def test_a_target_of_the_year_is_no_matter_as_long_as_its_pace_is_kept(board: Board) -> None:
    entries = board.key_figure("entrees")
    assert (entries.now.numerator, entries.now.target) == (28, 40)
    # By the end of November 32 of 40 would do.
    assert entries.against_target == "missed"
    assert entries.forecast is not None


def test_there_are_seven_at_most_and_the_rest_is_counted() -> None:
    many = [Signal(str(number), "", "", "siae") for number in range(6)]
    cut = Signals.of(many, many)
    assert (len(cut.decide), len(cut.follow), cut.others) == (5, MOST - 5, 5)
    assert Signals.of([], many[:2]) == Signals([], many[:2], 0)


def test_what_the_siae_follow_up_keeps_two_places_beside_many_decisions() -> None:
    many = [Signal(str(number), "", "", "siae") for number in range(9)]
    assert Signals.of(many, many[:4]) == Signals(many[:5], many[:2], 6)
    assert Signals.of(many, many[:1]) == Signals(many[:6], many[:1], 3)
    assert Signals.of(many, []) == Signals(many[:7], [], 2)


def test_the_headline_says_how_many_and_when(board: Board) -> None:
    assert plain(headline(board, board.meetings.next)).startswith(
        "64 personnes présentes, 26 de moins que l'objectif. "
        "5 points à décider le mardi 1er décembre 2026"
    )


def test_a_quiet_month_says_so(board: Board) -> None:
    quiet = replace(board, signals=Signals([], [], 0))
    assert plain(headline(quiet, None)).endswith("Rien d'urgent ce mois-ci.")


def test_what_came_since_the_last_meeting_is_counted_from_the_day_after(board: Board) -> None:
    since = board.since
    assert since is not None
    assert since.day.isoformat() == "2026-11-03"
    assert plain(since.tasks) == "1 tâche sur 2 en retard"
    assert [plain(task) for task in since.late] == ["Écrire la charte (10 jours)"]


def test_who_may_not_see_tasks_gets_the_board_without(board: Board) -> None:
    since = board.without_tasks().since
    assert since is not None
    assert (since.tasks, list(since.late)) == ("", [])


def test_a_rate_of_few_cases_has_neither_missed_nor_reached_its_target(month: Month) -> None:
    for numerator in (1.0, 8.0):
        rate = replace(month.board.whole["taux_sorties_positives"], target=0.5)
        few = replace(rate, numerator=numerator, denominator=9.0, value=numerator / 9)
        assert target_state(month.measures, few) == "few"
        enough = replace(few, denominator=90.0)
        assert target_state(month.measures, enough) != "few"


def test_a_title_of_a_trend_agrees_with_one_and_says_that_nobody_came_or_left(board: Board) -> None:
    present = board.key_figure("participants")
    one = replace(present, now=replace(present.now, numerator=1.0, target=None))
    assert plain(present_title(one)) == "1 personne présente"
    none = [
        replace(
            each, entries=replace(each.entries, numerator=0), exits=replace(each.exits, numerator=0)
        )
        for each in board.months
    ]
    assert plain(flow_title(none)).endswith(", ni entrée ni sortie")


def test_late_tasks_are_those_that_the_directors_agenda_lists(month: Month) -> None:
    rows = month.measures.frames["decision"].iloc[[0, 0, 0]].copy()
    rows["reunion"] = ["directions", "accompagnateurs", "directions"]
    measures = copy(month.measures)
    measures.frames = {**measures.frames, "decision": rows}
    as_of = date(2026, 11, 23)
    since = since_meeting(measures, MeetingDays(date(2026, 11, 3), names=["directions"]), as_of)
    assert since is not None
    listed = open_decisions(measures, "directions", as_of)
    assert plain(since.tasks) == "2 tâches sur 2 en retard"
    assert sum(bool(row["retard"]) for row in listed) == len(since.late) == len(listed) == 2


@pytest.mark.parametrize(("count", "told"), [(3, "en retard"), (4, "en retard, dont")])
def test_late_tasks_of_which_some_are_left_out_are_said_to_be_among_them(
    month: Month, count: int, told: str
) -> None:
    measures = copy(month.measures)
    late = measures.frames["decision"].iloc[[0] * count]
    measures.frames = {**measures.frames, "decision": late}
    days = MeetingDays(date(2026, 11, 3), names=["directions"])
    since = since_meeting(measures, days, date(2026, 11, 23))
    assert since is not None
    assert plain(since.tasks) == f"{count} tâches sur {count} {told}"
    assert len(since.late) == 3


def test_the_title_of_progress_has_the_first_and_last_value_that_its_chart_shows(
    board: Board,
) -> None:
    progress = board.key_figure("progression_francais")
    trend = [MonthValue(date(2025, 12, 1), 0.75), MonthValue(date(2026, 11, 1), 0.57)]
    drawn = replace(
        progress,
        now=replace(progress.now, value=0.57),
        year_ago=replace(progress.year_ago, value=0.74, denominator=50),
        trend=trend,
    )
    assert plain(french_title(drawn)) == "Français : de 75 % en décembre à 57 %"
    few = replace(drawn, trend=[replace(trend[0], is_firm=False), trend[1]])
    assert "ont progressé" in plain(french_title(few))


def test_a_count_of_the_year_is_on_its_way_as_long_as_it_grows_as_the_year_goes_by() -> None:
    assert state_in_year(112, 120, date(2026, 11, 27)) == "on_course"
    assert state_in_year(60, 120, date(2026, 11, 27)) == "missed"
    assert state_in_year(120, 120, date(2026, 11, 27)) == "reached"
    assert state_in_year(0, 120, date(2026, 1, 3)) == "on_course"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 4, 10), "objectif 120 dans l'année, soit 33 à ce jour"),
        (date(2026, 12, 31), "objectif 120, il en manque 120"),
        (None, "objectif 120, il en manque 120"),
    ],
)
def test_nothing_of_a_year_is_missing_before_it_is_over(day: date | None, said: str) -> None:
    assert plain(objective_text("missed", 120, "personnes", 0, day)) == said


def test_a_report_judges_a_rate_of_few_cases_no_more_than_the_board_does() -> None:
    assert [state_of_rate(counts, 0.5) for counts in ((8, 9), (8, 16), (7, 16))] == [
        "few",
        "reached",
        "missed",
    ]
