"""Matters that need the directors: what they decide, and what the SIAE follow up, at most seven."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.figures.figure import Figure
from sheets_sync.figures.measures import Measures
from sheets_sync.steering.conventions import Convention, accounts_due
from sheets_sync.steering.few_cases import few_and_low, has_fallen, is_few, is_low
from sheets_sync.steering.key_figures import KeyFigure, day_in_year, due_by
from sheets_sync.steering.trends import MonthFigures, flow_since

MOST = 7
KEPT_TO_FOLLOW = 2
"""Places of them kept for what the SIAE follow up: a permit that ends waits for no decision."""
SOON_DAYS = 90
"""Days before the end of a convention within which what is left of it is to be engaged."""
ACCOUNT_DAYS = 60
"""Days before an account is due from which on it is a matter for the directors."""
STILL_DAYS = 31
"""Days without a change after which a tab is named."""
RATES_BY_SIAE = ("taux_sorties_positives", "taux_sorties_dynamiques")
"""Rates that are looked at for each SIAE."""
_URGENT_FIRST = ("titres_finissant", "pass_finissant", "contrats_finissant", "sans_entretien")
"""The right to work is lost with a permit, and with a PASS the place in an SIAE."""
_MOST_NAMED = 2
"""SIAE named behind a matter, where there are more."""
_LONGEST_NAME = 40
"""Letters of the name of an SIAE in a list."""
PagePart = Literal["key_figures", "trends", "siae", "money", "quality"]
"""The part of the page where more of it is to be seen."""


@dataclass(frozen=True)
class Signal:
    """One matter: in a line, more of it, who is concerned, where to look."""

    title: str
    detail: str
    who: str
    page_part: PagePart


@dataclass(frozen=True)
class Signals:
    """All of them, the most urgent first.

    Attributes:
        decide: what the directors decide. follow: what the SIAE follow up.
        others: how many there are beside these.
    """

    decide: Sequence[Signal]
    follow: Sequence[Signal]
    others: int

    @classmethod
    def of(cls, decide: Sequence[Signal], follow: Sequence[Signal]) -> Signals:
        """The first `MOST`; what is to be decided goes before, but for the last few places."""
        shown = decide[: MOST - len(follow[:KEPT_TO_FOLLOW])]
        followed = follow[: MOST - len(shown)]
        return cls(shown, followed, len(decide) + len(follow) - len(shown) - len(followed))


class Situation(NamedTuple):
    """Data that signals are looked for in.

    Attributes:
        by_siae: indicator → its figure for each SIAE, in the order of config.
        everybody: « les 12 directions ».
    """

    measures: Measures
    key_figures: Sequence[KeyFigure]
    by_siae: Mapping[str, Sequence[Figure]]
    conventions: Sequence[Convention]
    months: Sequence[MonthFigures]
    everybody: str
    as_of: date


def signals(situation: Situation) -> Signals:
    """Signals to decide on and to follow up.

    First what has a day to be done by, then what all of them miss, at last the rates of single
    SIAE, which a few exits turn upside down.
    """
    decide = [
        *_money_to_engage(situation.conventions),
        *_accounts(situation.conventions, situation.as_of),
        *_targets_missed(situation),
        *_fallen(situation),
        *_off_pace(situation.conventions),
        *_low_rates(situation),
    ]
    follow = [*_follow_up(situation), *_tabs_that_stand_still(situation)]
    return Signals.of(decide, follow)


def is_ending(convention: Convention) -> bool:
    """True if a convention ends soon with money left that its time should have spent."""
    days_left = convention.days_left
    return convention.pace == "behind" and days_left is not None and 0 <= days_left <= SOON_DAYS


def _money_to_engage(listed: Sequence[Convention]) -> Iterator[Signal]:
    ending = [convention for convention in listed if is_ending(convention)]
    for convention in sorted(ending, key=lambda each: each.days_left or 0):
        title = sentence(
            "signals.engage",
            funder=convention.funder,
            amount=convention.remaining,
            day=convention.end,
        )
        yield _about_money(title, _spent_and_elapsed(convention))


def _accounts(listed: Sequence[Convention], as_of: date) -> Iterator[Signal]:
    for convention, day in accounts_due(listed, as_of):
        if (day - as_of).days <= ACCOUNT_DAYS:
            title = sentence("signals.account", funder=convention.funder, day=day)
            yield _about_money(title, convention.number)


def _off_pace(listed: Sequence[Convention]) -> Iterator[Signal]:
    off = [c for c in listed if c.pace in ("ahead", "behind") and not is_ending(c)]
    for convention in sorted(off, key=lambda each: -abs(each.gap or 0)):
        code = f"signals.spent_{convention.pace}"
        title = sentence(code, funder=convention.funder, gap=abs(convention.gap or 0))
        detail = _spent_and_elapsed(convention)
        if convention.end is not None:
            detail = sentence("signals.with_end", text=detail, day=convention.end)
        yield _about_money(title, detail)


def _about_money(title: str, detail: str) -> Signal:
    return Signal(title, detail, sentence("signals.coordination"), "money")


def _spent_and_elapsed(convention: Convention) -> str:
    return sentence(
        "signals.spent_and_elapsed", spent=convention.share_spent, elapsed=convention.elapsed
    )


def _low_rates(situation: Situation) -> Iterator[Signal]:
    """SIAE under the target: each by itself where it has cases enough, the others together."""
    for name in RATES_BY_SIAE:
        figures = situation.by_siae[name]
        target = situation.measures.target(name, None)
        if target is None:
            continue
        counted = sentence(f"signals.counted.{name}")
        for figure in _furthest_first((f for f in figures if is_low(f, target)), target):
            title = sentence(
                "signals.low",
                counted=counted,
                value=figure.value,
                target=target,
            )
            yield Signal(title, _counted_out_of(figure), str(figure.siae), "siae")
        low = few_and_low(figures, target)
        if low.is_low(target):
            others = [figure for figure in figures if figure.siae not in low.siae]
            title = sentence(
                "signals.low_together",
                siae=french.capitalised(french.in_words(len(low.figures))),
                counted=counted,
                positive=low.numerator,
                among=low.denominator,
                others_positive=sum(figure.numerator for figure in others),
                others_among=sum(figure.denominator or 0 for figure in others),
            )
            detail = sentence("signals.few_each")
            yield Signal(title, detail, french.listed(list(map(_in_a_list, low.siae))), "siae")


def _furthest_first(figures: Iterable[Figure], target: float) -> list[Figure]:
    """Those that lack the most exits before those that lack one."""

    def lacking(figure: Figure) -> float:
        return target * (figure.denominator or 0) - figure.numerator

    return sorted(figures, key=lacking, reverse=True)


def _targets_missed(situation: Situation) -> Iterator[Signal]:
    for key_figure in situation.key_figures:
        figure = key_figure.now
        if key_figure.against_target != "missed" or is_few(figure):
            continue
        if figure.among is not None:
            code, detail = "signals.rate_missed", _counted_out_of(figure)
        else:
            code, detail = _code_of_missed(figure), flow_since(situation.months)
            if key_figure.forecast is not None:
                detail = key_figure.forecast.text
        title = sentence(
            code,
            label=figure.label,
            value=figure.text,
            target=french.figure(figure.target, figure.unit),
            gap=(figure.target or 0) - (figure.value or 0),
            due=due_by(figure.target or 0, figure.end),
        )
        yield Signal(title, detail, situation.everybody, "key_figures")


def _code_of_missed(figure: Figure) -> str:
    """How a count under its target is told: before the year is over nothing of it is missing."""
    day = day_in_year(figure)
    is_open = day is not None and due_by(1, day) < 1
    return {True: "signals.count_missed_in_year", False: "signals.count_missed"}[is_open]


def _fallen(situation: Situation) -> Iterator[Signal]:
    for key_figure in situation.key_figures:
        fall = fall_of(key_figure)
        if fall is not None:
            yield Signal(fall, _counts_of_fall(key_figure), situation.everybody, "key_figures")


def fall_of(key_figure: KeyFigure) -> str | None:
    """« Progression en français : de 77 % à 56 % en un an »; None where it has not fallen."""
    since = _fallen_since(key_figure)
    if since is None:
        return None
    return sentence(
        f"signals.fallen_in_{since[0]}",
        label=key_figure.now.label,
        before=since[1].value,
        now=key_figure.now.value,
    )


def _counts_of_fall(key_figure: KeyFigure) -> str:
    _, before = _fallen_since(key_figure) or ("", key_figure.year_ago)
    now = key_figure.now
    return sentence(
        "signals.counts_then_and_now",
        counted=now.numerator,
        among=now.denominator,
        counted_then=before.numerator,
        among_then=before.denominator,
    )


def _fallen_since(key_figure: KeyFigure) -> tuple[Literal["month", "year"], Figure] | None:
    # The shorter the time, the sooner somebody must look.
    if has_fallen(key_figure.now, key_figure.month_ago):
        return "month", key_figure.month_ago
    if has_fallen(key_figure.now, key_figure.year_ago):
        return "year", key_figure.year_ago
    return None


def _follow_up(situation: Situation) -> Iterator[Signal]:
    """Matters about to end and people not seen for long, with the SIAE most concerned."""
    for name in _URGENT_FIRST:
        whole = situation.measures.figure(name, None, situation.as_of)
        if whole.numerator:
            title = sentence("signals.follow_up", label=whole.label, count=whole.numerator)
            yield Signal(title, "", _largest_first(situation.by_siae[name]), "siae")


def _tabs_that_stand_still(situation: Situation) -> Iterator[Signal]:
    """The SIAE in whose tab nothing was changed for more than a month, as far as runs have seen."""
    still = [
        f"{_in_a_list(figure.siae)} ({french.several(figure.value, 'jour')})"
        for figure in situation.measures.by_siae("dernier_changement", None, situation.as_of)
        if figure.value is not None and figure.value > STILL_DAYS
    ]
    if still:
        title = sentence("signals.tabs_unchanged", count=len(still))
        yield Signal(title, "", french.listed(_shortened(still)), "quality")


def _largest_first(figures: Iterable[Figure]) -> str:
    concerned = sorted((f for f in figures if f.numerator), key=lambda f: -f.numerator)
    named = [f"{_in_a_list(f.siae)} {french.number(f.numerator)}" for f in concerned]
    return french.listed(_shortened(named))


def _in_a_list(name: str | None) -> str:
    """The name of an SIAE among others: a very long one would leave them no room."""
    return textwrap.shorten(name or "", _LONGEST_NAME, placeholder="…")


def _shortened(names: Sequence[str]) -> list[str]:
    """The first few names, and how many others there are."""
    if len(names) <= _MOST_NAMED + 1:
        return list(names)
    others = sentence("signals.others", count=len(names) - _MOST_NAMED)
    return [*names[:_MOST_NAMED], others]


def _counted_out_of(figure: Figure) -> str:
    return sentence("steering.out_of", counted=figure.numerator, among=figure.denominator)
