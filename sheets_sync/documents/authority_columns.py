"""The columns of an authority's own platform: its headers, its words, how it writes a day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, RootModel

from forms.definition_file import Definition, did_you_mean, parse
from forms.form import Form
from forms.layers import load_layers
from sheets_sync.catalogue import sentence
from sheets_sync.data import DATA
from sheets_sync.release.audiences import Audience

if TYPE_CHECKING:
    import pandas as pd

_FILE = "authority_columns.yaml"
_A_DAY = date(2026, 11, 23)
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class AuthorityColumns(Definition):
    """What a platform wants.

    Attributes:
        columns: field → its header there, in order; empty: every field under its own name.
        values: field → our value → theirs.
        dates: the format of a day, as `strftime` takes it; "" for ISO.
    """

    columns: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    dates: str = ""

    def laid_out(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table of fields as the platform takes it."""
        names = list(self.columns) or list(table.columns)
        made = table[names].copy()
        for name in names:
            cells = table[name].tolist()
            texts = [self._platform_value(name, cell) for cell in cells]
            if texts != cells:
                made[name] = texts
        return made.rename(columns=self.columns)

    def untranslated(self, table: pd.DataFrame) -> Iterator[tuple[str, str, int]]:
        """Each value that is given no word of theirs though others of its field are, how often."""
        for name, words in self.values.items():
            counts = Counter(cell for cell in table[name].tolist() if isinstance(cell, str))
            for value, count in counts.items():
                if value and value not in words:
                    yield name, value, count

    def _platform_value(self, field: str, cell: Any) -> Any:
        """A cell as the platform has it: its own word for a choice, its own way with dates."""
        if not isinstance(cell, str):
            return cell
        if self.dates and _ISO_DAY.fullmatch(cell):
            return date.fromisoformat(cell).strftime(self.dates)
        return self.values.get(field, {}).get(cell, cell)


class _ByAuthority(RootModel[dict[str, AuthorityColumns]]):
    """By the authority's name."""


def load_authority_columns(
    authorities: Mapping[str, Audience], form: Form, beside: Path | None = None
) -> dict[str, AuthorityColumns]:
    """What the platform of each authority wants, by its name.

    Raises:
        DefinitionError: a mistake in a file: an authority that there is not, a field that it is not
            owed, or a value that the field does not have.
    """
    layers = load_layers(_FILE, DATA, beside)
    by_name = parse(layers, _ByAuthority).root
    for name, columns in by_name.items():
        if name not in authorities:
            hint = did_you_mean(name, list(authorities))
            raise layers.error((name,), sentence("documents.no_authority", name=name, hint=hint))
        for path, problem in _wrong_names(columns, authorities[name], form):
            raise layers.error((name, *path), problem)
    return {name: by_name.get(name, AuthorityColumns()) for name in authorities}


def _wrong_names(
    definition: AuthorityColumns, audience: Audience, form: Form
) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, names in (("columns", definition.columns), ("values", definition.values)):
        for name in names:
            if name not in audience.fields:
                hint = did_you_mean(name, list(audience.fields))
                yield (key, name), sentence("documents.not_owed", name=name, hint=hint)
    titles = Counter(definition.columns.values())
    for name, title in definition.columns.items():
        if titles[title] > 1:
            yield ("columns", name), sentence("documents.title_twice", title=title)
    if definition.dates and not _writes_days(definition.dates):
        yield ("dates",), sentence("documents.no_day_format", text=definition.dates)
    for name, own_words in definition.values.items():
        yield from _wrong_values(name, own_words, form)


def _writes_days(dates: str) -> bool:
    """True if a format writes a day whole: its day, month and year."""
    try:
        read = datetime.strptime(_A_DAY.strftime(dates), dates)  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return False
    return read.date() == _A_DAY


def _wrong_values(
    name: str, own_words: Mapping[str, str], form: Form
) -> Iterator[tuple[tuple[str, ...], str]]:
    known = list(form.field(name).offered(()))
    for value in own_words:
        if value not in known:
            hint = did_you_mean(value, known)
            problem = sentence("documents.no_value", name=name, value=value, hint=hint)
            yield ("values", name, value), problem
