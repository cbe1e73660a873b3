"""The tab of values that the sample's drop-downs lead to."""

from __future__ import annotations

from typing import Any

from forms.form import Field


class ValueLists:
    """The lists, each once; written as a hidden tab after all others."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.columns: dict[tuple[str, ...], int] = {}
        self.headers: list[str] = []

    def range_of(self, field: Field) -> str | None:
        """Range of the choices of `field`; None for a field without choices."""
        values = tuple(choice.value for choice in field.options)
        if field.type == "yes_no":
            values = ("oui", "non")
        if not values:
            return None
        if values not in self.columns:
            self.columns[values] = len(self.columns)
            self.headers.append(field.label)
        letter = chr(65 + self.columns[values])
        return f"=Listes!${letter}$2:${letter}${len(values) + 1}"

    def finish(self) -> None:
        """Write the tab."""
        sheet = self.book.add_worksheet("Listes")
        for values, column in self.columns.items():
            sheet.write_column(0, column, [self.headers[column], *values])
        sheet.hide()
