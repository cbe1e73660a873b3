"""Draw the tab of an SIAE of the sample, the way its staff keep it, with the usual mess."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, cast

from babel.dates import format_date

from forms.form import Field, Form
from forms.headers.matching import letters
from forms.values import Value
from sheets_sync.sample.coordination import Record
from sheets_sync.sample.habits import SPOKEN_HEADERS, Habit
from sheets_sync.sample.invent import Sample
from sheets_sync.sample.mess import MESS, MESSES, Mess
from sheets_sync.sample.value_lists import ValueLists

_TIDY = ("nom", "prenom", "commentaire", "poste", "referent")
"""Fields that are as people type them anyway; the name has a mess of its own."""
_NARROW = ("number", "integer", "yes_no", "postal_code")
_DROP_DOWN = {
    "validate": "list",
    "error_type": "warning",
    "error_title": "Hors liste",
    "error_message": "Choisir de préférence dans la liste.",
}


class MemberTab:
    """The tab of an SIAE. The dice are thrown in a fixed order: the same day, the same tab."""

    def __init__(
        self,
        book: Any,
        tab: str,
        siae: str,
        form: Form,
        habit: Habit,
        sample: Sample,
        dice: random.Random,
        lists: ValueLists,
    ) -> None:
        self.book, self.sheet, self.form, self.habit = book, book.add_worksheet(tab), form, habit
        self.siae, self.sample, self.dice, self.lists = siae, sample, dice, lists
        self.people = self._people()
        fields = self._fields()
        self.grouped = {field.id: field.group for field in fields}
        self.columns: list[str] = [field.id for field in fields] + list(habit.extra)
        header = {
            "bold": True,
            "bg_color": habit.colour,
            "font_color": "#FFFFFF",
            "text_wrap": True,
            "valign": "vcenter",
            "border": 1,
            "border_color": "#FFFFFF",
        }
        self.header = book.add_format(header)
        self.plain = book.add_format({"valign": "top"})
        self.day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"})
        self.yellow = book.add_format({"bg_color": "#FFF2B3"})

    def draw(self) -> None:
        """The whole tab."""
        habit, sheet, left = self.habit, self.sheet, self.habit.left
        sheet.set_tab_color(habit.colour)
        if habit.title:
            self._title()
        top = habit.top
        if habit.groups:
            self._groups(top)
            top += 1
        self._headers(top)
        sheet.freeze_panes(top + 1, left + 2)
        row = self._rows(top + 1)
        sheet.autofilter(top, left, row - 1, left + len(self.columns) - 1)
        self._drop_downs(top + 1, row + 60)
        if habit.total_line:
            self._total(top + 1, row)
        if habit.legend:
            sheet.write(row + 2, left, "Légende :", self.book.add_format({"bold": True}))
            sheet.write(row + 3, left, "jaune = à rappeler", self.yellow)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def _people(self) -> Sequence[Record]:
        people = self.sample.participants[self.siae]
        if self.siae == next(iter(self.sample.participants)) and len(people) > 6:
            return [*people, dict(people[4])]  # somebody typed the same person twice
        return people

    def _fields(self) -> list[Field]:
        """The fields in the order of its columns."""
        fields = [
            field
            for field in self.form.fields
            if not self.habit.one_name_column or field.id != "prenom"
        ]
        if not self.habit.shuffled:
            return fields
        first, others = fields[:3], fields[3:]
        cut = self.dice.randint(8, 24)
        return first + others[cut:] + others[:cut]

    def _title(self) -> None:
        habit, left = self.habit, self.habit.left
        big = self.book.add_format({"bold": True, "font_size": 15, "font_color": habit.colour})
        title = habit.title.format(siae=self.siae, year=self.sample.as_of.year)
        self.sheet.write(0, left, title, big)
        if habit.top > 2:
            month = format_date(self.sample.as_of, "MMMM y", locale="fr")
            soft = self.book.add_format({"italic": True, "font_color": "#666666"})
            self.sheet.write(1, left, f"mis à jour par l'équipe, {month}", soft)

    def _groups(self, row: int) -> None:
        start, left = 0, self.habit.left
        groups = [self.grouped.get(name, "") for name in self.columns]
        for end in range(1, len(groups) + 1):
            if end < len(groups) and groups[end] == groups[start]:
                continue
            if groups[start] and end - start > 1:
                first, last = left + start, left + end - 1
                self.sheet.merge_range(row, first, row, last, groups[start], self.header)
            elif groups[start]:
                self.sheet.write(row, left + start, groups[start], self.header)
            start = end

    def _headers(self, row: int) -> None:
        for column, name in enumerate(self.columns, self.habit.left):
            self.sheet.write(row, column, self._header(name), self.header)
            hidden = {"hidden": name in self.habit.hidden}
            self.sheet.set_column(column, column, self._width(name), None, hidden)
        self.sheet.set_row(row, 42)
        note = "Une ligne par personne. Merci de ne pas insérer de colonne."
        self.sheet.write_comment(row, self.habit.left, note, {"author": "coordination"})

    def _header(self, name: str) -> str:
        habit = self.habit
        if name in habit.extra:
            return name
        if habit.one_name_column and name == "nom":
            return "Nom et prénom"
        header = self.form.field(name).label
        if habit.short_headers and self.dice.random() < 0.35 * habit.short_headers:
            header = SPOKEN_HEADERS.get(name, header)
        if habit.upper:
            return header.upper()
        return header

    def _width(self, name: str) -> float:
        field = self._field(name)
        if field is None or field.type in _NARROW:
            return 9
        if field.type == "date":
            return 11
        if name == "commentaire":
            return 34
        return 17

    def _field(self, name: str) -> Field | None:
        """The field of a column; None for a column of the SIAE's own."""
        if name in self.habit.extra:
            return None
        return self.form.field(name)

    def _rows(self, row: int) -> int:
        """Write everybody from `row` on; the row below the last."""
        month = ""
        for person in self.people:
            entry = cast("date", person["date_entree"])
            entry_month = format_date(entry, "MMMM y", locale="fr")
            if self.habit.month_lines and entry_month != month:
                month = entry_month
                grey = self.book.add_format({"bold": True, "bg_color": "#EFEFEF"})
                self.sheet.write(row + 1, self.habit.left, month.capitalize(), grey)
                row += 2
            for column, name in enumerate(self.columns, self.habit.left):
                self._cell((row, column), name, person)
            row += 1
        return row

    def _cell(self, at: tuple[int, int], name: str, person: Record) -> None:
        field = self._field(name)
        if field is None:
            self._own_cell(at, name)
            return
        value = person.get(name)
        if self.habit.one_name_column and name == "nom":
            value = f"{person['nom']} {person['prenom']}"
        messes = self._messes(field)
        if messes and value is not None and self.dice.random() < MESS:
            text = self.dice.choice(messes)(value)
            style = self.yellow if self.dice.random() < 0.2 else self.plain
            self.sheet.write_string(*at, text, style)
        elif field.required and self.dice.random() < 0.008:
            pass  # left blank
        elif name == "commune" and value is not None and self.dice.random() < 0.004:
            broken = '=VLOOKUP("x",Listes!$A$1:$B$2,2,FALSE)'
            self.sheet.write_formula(*at, broken, self.plain, "#N/A")
        elif value is not None:
            self._write(at, field, value)

    def _own_cell(self, at: tuple[int, int], name: str) -> None:
        """A cell of a column of the SIAE's own; most are empty."""
        if self.dice.random() < 0.4:
            sizes = ("M", "L", "XL") if "Taille" in name else ("oui", "non")
            self.sheet.write(*at, self.dice.choice(sizes))

    def _messes(self, field: Field) -> Sequence[Mess]:
        if field.id == "nom" and not self.habit.one_name_column:
            return MESSES["name"]
        if field.id in _TIDY:
            return ()
        return MESSES.get(field.type, ())

    def _write(self, at: tuple[int, int], field: Field, value: Value) -> None:
        if isinstance(value, date):
            self._write_day(at, value)
        elif not isinstance(value, str):
            self.sheet.write_number(*at, value, self.plain)
        elif field.type == "date":
            # All that is known of the day is its year, or its month as « 2019-04 ».
            text = value if len(value) == 4 else f"{value[5:]}/{value[:4]}"
            self.sheet.write_string(*at, text, self.plain)
        elif field.type == "postal_code" and self.dice.random() < 0.5:
            self.sheet.write_number(*at, int(value), self.plain)
        elif field.type == "pass_iae" and self.dice.random() < 0.6:
            text = f"{value[:5]} {value[5:7]} {value[7:]}"
            self.sheet.write_string(*at, text, self.plain)
        else:
            self.sheet.write_string(*at, value, self.plain)

    def _write_day(self, at: tuple[int, int], day: date) -> None:
        if self.habit.text_dates and self.dice.random() < 0.5:
            self.sheet.write_string(*at, day.strftime(self.habit.text_dates), self.plain)
        else:
            self.sheet.write_datetime(*at, datetime.combine(day, time()), self.day)

    def _drop_downs(self, first: int, last: int) -> None:
        for column, name in enumerate(self.columns, self.habit.left):
            field = self._field(name)
            source = self.lists.range_of(field) if field else None
            if source:
                options: Mapping[str, str] = _DROP_DOWN | {"source": source}
                self.sheet.data_validation(first, column, last, column, options)

    def _total(self, first: int, row: int) -> None:
        """The line of totals: the hours of French, of the people that the SIAE counts."""
        self.sheet.write(row, self.habit.left, "TOTAL", self.header)
        column = self.habit.left + self.columns.index("heures_francais")
        letter = letters(column)
        people = self.sample.participants[self.siae]
        hours = sum(cast("float", person["heures_francais"] or 0) for person in people)
        formula = f"=SUM({letter}{first + 1}:{letter}{row})"
        self.sheet.write_formula(row, column, formula, None, hours)
