"""The figures of the account of a grant (CERFA 15059*02): charges and products by account, planned, realised, and in % of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from forms.definition import Form
from forms.definition_file import Definition, parse
from forms.layers import load_layers
from sheets_sync import french
from sheets_sync.data import DATA
from sheets_sync.steering.month import Month

EXPLAIN_ABOVE = 0.1
"""A gap between planned and realised beyond this share is to be explained (annexe explicative)."""


class Account(Definition):
    """A line of the account: number, label, and the budget lines (`ligne`) it takes; `recu`: the grant itself."""

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
        DefinitionError: a mistake in a file, or a budget line that is no choice of the form.
    """
    lists = {"charges": "libelle", "produits": "libelle", "contributions": "libelle"}
    layers = load_layers("account.yaml", DATA, beside, lists=lists)
    accounts = parse(layers, Accounts)
    budget_lines = funding.field("ligne").column_type()
    for index, account in enumerate(accounts.charges):
        for name in account.lignes:
            if name not in (budget_lines.values or ()):
                problem = f"« {name} » n'est pas une ligne de budget. {budget_lines.hint(name)}"
                raise layers.error(("charges", index, "lignes"), problem)
    return accounts


def context(month: Month, funder: str) -> dict[str, Any]:
    """Its two tables with their totals, the gaps to explain, and the lines that a person fills in."""
    rows = [
        row
        for row in month.measures.frames["financement"].to_dict("records")
        if row["financeur"] == funder
    ]
    accounts = load_accounts(month.entries.forms["financement"], month.config.folder)
    charges: list[dict[str, Any]] = []
    taken: set[str] = set()
    for account in accounts.charges:
        mine = [row for row in rows if row["ligne"] in account.lignes]
        taken.update(account.lignes)
        charges.append(_line(account, _sum(mine, "accorde"), _sum(mine, "depense")))
    rest = [row for row in rows if row["ligne"] not in taken]
    if rest:  # a budget line that no account takes is shown, never lost
        charges.append(
            _line(
                Account(compte="?", libelle="Lignes à ranger dans un compte"),
                _sum(rest, "accorde"),
                _sum(rest, "depense"),
            )
        )
    granted, received, spent = (_sum(rows, name) for name in ("accorde", "recu", "depense"))
    products = [
        _line(account, granted if account.recu else 0, received if account.recu else 0)
        for account in accounts.produits
    ]
    total = Account(compte="", libelle="Total")
    return {
        "charges": [*charges, _line(total, granted, spent)], "produits": [*products, _line(total, granted, received)],
        "contributions": [{"compte": line.compte, "libelle": line.libelle} for line in accounts.contributions],
        "ecarts": [line for line in charges if line["a_expliquer"]], "reste": french.euros(granted - spent),
    }  # fmt: skip


def _sum(rows: Sequence[dict[Any, Any]], name: str) -> float:
    return float(sum(row[name] or 0.0 for row in rows))


def _line(account: Account, planned: float, realised: float) -> dict[str, Any]:
    gap = (realised - planned) / planned if planned else None
    return {
        "compte": account.compte, "libelle": account.libelle, "prevu": french.euros(planned) if planned else "", "realise": french.euros(realised) if realised else "",
        "pourcent": french.percent(realised / planned) if planned else "", "ecart": french.percent(gap) if gap is not None else "",
        "a_expliquer": gap is not None and abs(gap) > EXPLAIN_ABOVE,
    }  # fmt: skip
