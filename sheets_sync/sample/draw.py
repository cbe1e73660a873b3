"""Draw the sample as the workbook people would have made: every tab its own way."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from forms.form import Form
from sheets_sync.sample.coordination import Record
from sheets_sync.sample.habits import HABITS, Habit
from sheets_sync.sample.invent import Sample
from sheets_sync.sample.logo import logo
from sheets_sync.sample.member_tab import MemberTab
from sheets_sync.sample.value_lists import ValueLists

_READ_ME = (
    "Chaque SIAE remplit son onglet ; la coordination remplit Actions, Ordre du jour, Décisions, "
    "Financements, Faits marquants et Textes.",
    "Aucune personne, aucune structure de ce classeur n'existe. Il est écrit pour essayer les "
    "outils.",
    "Ne jamais saisir de numéro de sécurité sociale ni de détail médical.",
)
_WIDE = ("texte", "sujet", "decision")
_ORANGE = "#C8553D"


def draw(
    sample: Sample,
    members: Sequence[tuple[str, str]],
    forms: Mapping[str, Form],
    tabs: Mapping[str, str],
    file: Path,
    habits: Sequence[Habit] = HABITS,
) -> None:
    """Write `sample` to `file`.

    Args:
        members: (tab, SIAE) pairs. tabs: the coordination tabs by form id.
        habits: of the members, in turn.
    """
    import xlsxwriter

    # Seeded by the day: the sample of a day is the same to the byte.
    dice = random.Random(f"draw {sample.as_of}")
    with xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy"}) as book:
        created = datetime.combine(sample.as_of, time())
        title = "impulseR Gironde – suivi partagé (exemple inventé)"
        book.set_properties({"title": title, "created": created})
        _read_me(book)
        lists = ValueLists(book)
        form = forms["participant"]
        for index, (tab, siae) in enumerate(members):
            habit = habits[index % len(habits)]
            MemberTab(book, tab, siae, form, habit, sample, dice, lists).draw()
        for form_id, records in sample.coordination.items():
            _coordination(book, tabs[form_id], forms[form_id], records, lists)
        lists.finish()


def _read_me(book: Any) -> None:
    sheet = book.add_worksheet("Lisez-moi")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 3)
    sheet.set_column(1, 1, 92)
    description = "Logo du programme d'exemple : trois cercles"
    image = {"image_data": BytesIO(logo()), "description": description}
    sheet.insert_image(1, 1, "logo.png", image)
    big = book.add_format({"bold": True, "font_size": 18, "font_color": "#1F5C7A"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write(6, 1, "impulseR Gironde – classeur partagé (exemple inventé)", big)
    for row, text in enumerate(_READ_ME, 8):
        sheet.set_row(row, 32)
        sheet.write(row, 1, text, wrap)


def _coordination(
    book: Any, tab: str, form: Form, records: Sequence[Record], lists: ValueLists
) -> None:
    """A coordination tab, kept as the coordinator keeps it: tidy, one title line."""
    sheet = book.add_worksheet(tab)
    sheet.set_tab_color(_ORANGE)
    header = book.add_format(
        {
            "bold": True,
            "bg_color": _ORANGE,
            "font_color": "#FFFFFF",
            "text_wrap": True,
            "valign": "vcenter",
        }
    )
    money = book.add_format({"num_format": '#,##0.00 "€"'})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    big = book.add_format({"bold": True, "font_size": 14, "font_color": _ORANGE})
    sheet.write(0, 0, f"{form.label} – coordination", big)
    for column, field in enumerate(form.fields):
        sheet.write(2, column, field.label, header)
        sheet.set_column(column, column, 60 if field.id in _WIDE else 18)
        if source := lists.range_of(field):
            options = {"validate": "list", "source": source}
            sheet.data_validation(3, column, 3 + len(records) + 60, column, options)
        for row, record in enumerate(records, 3):
            value = record.get(field.id)
            if isinstance(value, date):
                sheet.write_datetime(row, column, datetime.combine(value, time()), day)
            elif value is not None:
                sheet.write(row, column, value, money if field.unit == "€" else None)
    sheet.freeze_panes(3, 1)
    sheet.autofilter(2, 0, 2 + len(records), len(form.fields) - 1)
