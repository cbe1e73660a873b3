"""The account of a grant (CERFA 15059*02): charges and products, planned and realised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forms.definition_file import Definition, DefinitionError, parse
from forms.form import Field, Form
from forms.layers import Layers, load_layers
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.data import DATA

EXPLAIN_ABOVE = 0.1
"""A gap between planned and realised beyond this share is to be explained (CERFA 15059, annexe)."""


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
    wrong, other = sorted(indexes, key=lambda index: _is_ours(layers, index))
    label = accounts.charges[other].libelle
    problem = sentence("documents.taken_twice", name=name, other=label)
    return layers.error(("charges", wrong, "lignes"), problem)


def _is_ours(layers: Layers, index: int) -> bool:
    source, _ = layers.origin(("charges", index))
    return source.file.parent == DATA


@dataclass(frozen=True)
class Amounts:
    """Planned and realised amounts, in euros."""

    planned: float
    realised: float

    @property
    def gap(self) -> float | None:
        """The gap in shares of the plan; None without a plan."""
        if not self.planned:
            return None
        return (self.realised - self.planned) / self.planned

    @property
    def needs_explaining(self) -> bool:
        """True if the gap is one that the funder asks about."""
        return self.gap is not None and abs(self.gap) > EXPLAIN_ABOVE


def context(accounts: Accounts, rows: Sequence[Mapping[Any, Any]]) -> dict[str, Any]:
    """Its two tables with their totals, the gaps to explain, and the lines a person fills in.

    Args:
        rows: those of the funder in the tab of money.
    """
    charges = [
        _account_row(account, _charged([row for row in rows if row["ligne"] in account.lignes]))
        for account in accounts.charges
    ]
    charges += _without_account(accounts, rows)
    granted, received = sum_of(rows, "accorde"), sum_of(rows, "recu")
    products = [
        _account_row(account, Amounts(granted, received) if account.recu else Amounts(0, 0))
        for account in accounts.produits
    ]
    total = Account(compte="", libelle=sentence("report.total"))
    return {
        "charges": [*charges, _account_row(total, _charged(rows))],
        "produits": [*products, _account_row(total, Amounts(granted, received))],
        "contributions": [
            {"compte": line.compte, "libelle": line.libelle} for line in accounts.contributions
        ],
        "ecarts": [line for line in charges if line["a_expliquer"]],
        "reste": french.euros(granted - sum_of(rows, "depense")),
    }


def _without_account(accounts: Accounts, rows: Sequence[Mapping[Any, Any]]) -> list[dict[str, Any]]:
    """The budget lines that no account takes: shown, never lost."""
    taken = {name for account in accounts.charges for name in account.lignes}
    rest = [row for row in rows if row["ligne"] not in taken]
    if not rest:
        return []
    return [
        _account_row(Account(compte="?", libelle=sentence("report.no_account")), _charged(rest))
    ]


def _charged(rows: Sequence[Mapping[Any, Any]]) -> Amounts:
    return Amounts(sum_of(rows, "accorde"), sum_of(rows, "depense"))


def sum_of(rows: Iterable[Mapping[Any, Any]], name: str) -> float:
    """The sum of a field over some rows; one that is empty adds nothing."""
    return float(sum(row[name] or 0.0 for row in rows))


def _account_row(account: Account, amounts: Amounts) -> dict[str, Any]:
    """A row as the template reads it; an account with nothing in it is blank, as in the form."""
    line = {
        "compte": account.compte,
        "libelle": account.libelle,
        "prevu": french.euros(amounts.planned) if amounts.planned else "",
        "realise": french.euros(amounts.realised) if amounts.realised else "",
        "pourcent": "",
        "ecart": "",
        "a_expliquer": amounts.needs_explaining,
    }
    if amounts.planned:
        line["pourcent"] = french.percent(amounts.realised / amounts.planned)
        line["ecart"] = french.percent(amounts.gap)
    return line
