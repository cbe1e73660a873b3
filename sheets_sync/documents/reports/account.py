"""The account of a grant (CERFA 15059*02): charges and products, planned and realised."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from forms.definition_file import Definition, DefinitionError, parse
from forms.form import Field, Form
from forms.layers import Layers, load_layers
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.data import DATA
from sheets_sync.figures.periods import Period, months_later
from sheets_sync.steering.conventions import REPORT_WITHIN_MONTHS, elapsed_share

TEMPLATE = "cerfa-15059.docx"
"""The template that is the account of a year, and not a report."""
EXPLAIN_ABOVE = 0.1
"""A gap between planned and realised beyond this share is to be explained (CERFA 15059, annexe)."""
_ENDS = ("debut", "fin")


def year_due(day: date) -> int | None:
    """The year whose account is due: the last one, for six months (service-public R46623)."""
    year = day.year - 1
    if day > months_later(date(year, 12, 31), REPORT_WITHIN_MONTHS):
        return None
    return year


class Account(Definition):
    """A line of the account.

    Attributes:
        compte: its number in the plan comptable; "" where it has none.
        lignes: the budget lines (`ligne` of the tab of money) that it takes.
        recu: whether it is the grant itself.
    """

    compte: str
    libelle: str
    lignes: tuple[str, ...] = ()
    recu: bool = False


class Accounts(Definition):
    """The lines of the account: charges, products, and contributions in kind."""

    charges: tuple[Account, ...]
    produits: tuple[Account, ...]
    contributions: tuple[Account, ...]


def load_accounts(funding: Form, beside: Path | None = None) -> Accounts:
    """The accounts; `account.yaml` in `beside` adds lines or replaces ours, by their label.

    Raises:
        DefinitionError: a mistake in a file, or a budget line that is no choice of the form, or
            that two accounts take.
    """
    lists = {"charges": "libelle", "produits": "libelle", "contributions": "libelle"}
    layers = load_layers("account.yaml", DATA, beside, lists=lists)
    accounts = parse(layers, Accounts)
    _check_budget_lines(layers, accounts, funding.field("ligne"))
    return accounts


def _check_budget_lines(layers: Layers, accounts: Accounts, field: Field) -> None:
    known = field.column_type()
    taken: dict[str, int] = {}
    for index, account in enumerate(accounts.charges):
        for name in account.lignes:
            if name not in (known.values or ()):
                problem = sentence("documents.no_budget_line", name=name, hint=known.hint(name))
                raise layers.error(("charges", index, "lignes"), problem)
            # In two accounts its amounts would be counted twice, and the total would not add up.
            other = taken.setdefault(name, index)
            if other != index:
                raise _taken_twice(layers, accounts, name, (other, index))


def _taken_twice(
    layers: Layers, accounts: Accounts, name: str, indexes: tuple[int, int]
) -> DefinitionError:
    """The mistake, told of the consortium's own account where one of the two is ours."""
    wrong, other = sorted(indexes, key=lambda index: _is_of_our_layer(layers, index))
    label = accounts.charges[other].libelle
    problem = sentence("documents.taken_twice", name=name, other=label)
    return layers.error(("charges", wrong, "lignes"), problem)


def _is_of_our_layer(layers: Layers, index: int) -> bool:
    source, _ = layers.origin(("charges", index))
    return source.file.parent == DATA


@dataclass(frozen=True)
class Amounts:
    """Planned and realised amounts, in euros.

    Attributes:
        due: what of the plan its time gone by comes to; all of it once that is over.
    """

    planned: float
    realised: float
    due: float

    @property
    def gap(self) -> float | None:
        """The gap from the plan, as the form of the account wants it; None without a plan.

        Of the share as it is printed: 66 % beside −35 % would not add up.
        """
        share = self.share_realised
        if share is None:
            return None
        return float(french.rounded(share, 2)) - 1

    @property
    def share_realised(self) -> float | None:
        """Realised of what is planned; None without a plan."""
        return self._share_of_plan(self.realised)

    @property
    def share_due(self) -> float | None:
        """Due by now of what is planned; None without a plan."""
        return self._share_of_plan(self.due)

    @property
    def gap_from_pace(self) -> float | None:
        """The gap from what is due by now, in shares of the plan; None without a plan."""
        return self._share_of_plan(self.realised - self.due)

    @property
    def needs_explaining(self) -> bool:
        """True if the gap is one that the funder asks about: in mid-course, one off its pace."""
        return self.gap_from_pace is not None and abs(self.gap_from_pace) > EXPLAIN_ABOVE

    def _share_of_plan(self, amount: float) -> float | None:
        if not self.planned:
            return None
        return amount / self.planned


def account_context(
    accounts: Accounts, rows: Sequence[Mapping[Any, Any]], period: Period, day: date
) -> dict[str, Any]:
    """Its two tables with their totals, the gaps to explain, and the lines a person fills in.

    Args:
        rows: those of the funder in the tab of money.
        period: that of the report.
        day: that of the tab, to which what is received and spent goes.
    """
    charges = [
        _account_row(account, charged(_budget_rows_of(account, rows), day))
        for account in accounts.charges
    ]
    charges += _without_account(accounts, rows, day)
    granted, received = sum_of(rows, "accorde"), sum_of(rows, "recu")
    # A grant is paid by instalments, not as its time goes by.
    grant = Amounts(granted, received, due=granted)
    amounts = {True: grant, False: Amounts(0, 0, 0)}
    products = [_account_row(account, amounts[account.recu]) for account in accounts.produits]
    total = Account(compte="", libelle=sentence("report.total"))
    return {
        "charges": [*charges, _account_row(total, charged(rows, day))],
        "produits": [*products, _account_row(total, grant)],
        "contributions": [
            {"compte": line.compte, "libelle": line.libelle} for line in accounts.contributions
        ],
        "ecarts": [line for line in charges if line["a_expliquer"]],
        "rythme": _in_course(charged(rows, day)),
        "reste": french.euros(granted - sum_of(rows, "depense")),
        "montants": _what_amounts_are_of(rows, period, day),
        "equilibre": _balance(charged(rows, day), grant),
        "solde": _unspent(charged(rows, day), grant),
    }


def _what_amounts_are_of(rows: Sequence[Mapping[Any, Any]], period: Period, day: date) -> str:
    """That the tab has no amounts of the period alone; "" where its lines lie in the period."""
    starts, ends = (_days_under(column, rows) for column in _ENDS)
    if not rows:
        return ""
    if min(len(starts), len(ends)) < len(rows):
        return sentence("report.amounts_undated", day=day)
    whole = Period(min(starts), max(ends))
    if period.start <= whole.start and whole.end <= period.end:
        return ""
    return sentence("report.amounts_of_all", period=whole.text, day=day)


def _days_under(column: str, rows: Sequence[Mapping[Any, Any]]) -> list[date]:
    return [row[column] for row in rows if isinstance(row[column], date)]


def _budget_rows_of(account: Account, rows: Sequence[Mapping[Any, Any]]) -> list[Mapping[Any, Any]]:
    return [row for row in rows if row["ligne"] in account.lignes]


def _balance(charges: Amounts, products: Amounts) -> str:
    """That what is planned comes to the same on both sides, as the form demands, or by how much."""
    gap = charges.planned - products.planned
    if round(gap, 2):
        return sentence(
            "report.not_balanced", charges=charges.planned, products=products.planned, gap=abs(gap)
        )
    return sentence("report.balanced", amount=charges.planned)


def _unspent(charges: Amounts, products: Amounts) -> str:
    """Why what is realised differs: a grant that is not spent yet is « fonds dédiés »."""
    gap = products.realised - charges.realised
    if round(gap, 2) > 0:
        return sentence("report.dedicated_funds", amount=gap)
    if round(gap, 2) < 0:
        return sentence("report.to_be_received", amount=-gap)
    return sentence("report.all_spent")


def _in_course(charges: Amounts) -> str:
    """Which gaps are to be explained while the grant's time is not over; "" once it is."""
    if charges.share_due is None or charges.due >= charges.planned:
        return ""
    return sentence("report.gaps_in_course", over=charges.share_due)


def _without_account(
    accounts: Accounts, rows: Sequence[Mapping[Any, Any]], day: date
) -> list[dict[str, Any]]:
    """The budget lines that no account takes: shown, never lost."""
    taken = set(itertools.chain.from_iterable(each.lignes for each in accounts.charges))
    rest = [row for row in rows if row["ligne"] not in taken]
    if not rest:
        return []
    return [
        _account_row(Account(compte="?", libelle=sentence("report.no_account")), charged(rest, day))
    ]


def charged(rows: Sequence[Mapping[Any, Any]], day: date) -> Amounts:
    """What is granted and spent by budget lines, and what of it is due by `day`."""
    due = sum((row["accorde"] or 0.0) * _elapsed_of(row, day) for row in rows)
    return Amounts(sum_of(rows, "accorde"), sum_of(rows, "depense"), due)


def _elapsed_of(row: Mapping[Any, Any], day: date) -> float:
    """The share of a line's time that is over; all of it where its dates do not tell."""
    start, end = row["debut"], row["fin"]
    if not (isinstance(start, date) and isinstance(end, date)):
        return 1.0
    share = elapsed_share(start, end, day)
    if share is None:
        return 1.0
    return share


def sum_of(rows: Iterable[Mapping[Any, Any]], name: str) -> float:
    """The sum of a field over some rows; one that is empty adds nothing."""
    return float(sum(row[name] or 0.0 for row in rows))


def _account_row(account: Account, amounts: Amounts) -> dict[str, Any]:
    """A row as the template reads it; an account with nothing in it is blank, as in the form."""
    line: dict[str, Any] = {
        "compte": account.compte,
        "libelle": account.libelle,
        **dict.fromkeys(("prevu", "realise", "pourcent", "ecart"), ""),
        "a_expliquer": amounts.needs_explaining,
    }
    if amounts.realised:
        line["realise"] = french.euros(amounts.realised)
    if amounts.planned:
        line["prevu"] = french.euros(amounts.planned)
        line["pourcent"] = french.percent(amounts.share_realised)
        line["ecart"] = french.percent(amounts.gap)
    return line
