"""Draw the sample as the workbook people would have made: every tab its own way, and about 5 % of the usual mess."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from babel.dates import format_date

from forms.definition import Field, Form
from forms.values import Value
from sheets_sync.sample.invent import Record, Sample

MESS = 0.05
"""Share of the entries with something staff really type."""


@dataclass(frozen=True)
class Habit:
    """How one SIAE keeps its tab."""

    title: str = ""
    top: int = 0
    left: int = 0
    groups: bool = False
    month_lines: bool = False
    total_line: bool = False
    legend: bool = False
    one_name_column: bool = False
    text_dates: str = ""
    short_headers: int = 0
    shuffled: bool = False
    extra: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    upper: bool = False
    colour: str = "#1F5C7A"


HABITS: tuple[Habit, ...] = (
    Habit(title="Suivi des salariés – {siae}", top=3, groups=True, colour="#1F5C7A"),
    Habit(top=0, short_headers=1, month_lines=True, colour="#4C6B2F"),
    Habit(
        title="{siae} : tableau impulseR",
        top=2,
        total_line=True,
        one_name_column=True,
        colour="#7A3E1F",
    ),
    Habit(top=0, shuffled=True, text_dates="%d/%m/%y", extra=("Taille EPI",), colour="#5B3E7A"),
    Habit(title="Accompagnement {year}", top=6, left=2, short_headers=2, colour="#2F6B60"),
    Habit(top=1, groups=True, legend=True, extra=("Date visite médicale faite",), colour="#8A5A00"),
    Habit(top=0, upper=True, hidden=("arrivee_france", "cir"), colour="#364152"),
    Habit(
        title="IMPULSER – {siae}", top=2, text_dates="%d.%m.%Y", short_headers=1, colour="#1F5C7A"
    ),
    Habit(top=0, shuffled=True, total_line=True, short_headers=2, colour="#6B2F4C"),
    Habit(top=4, title="Salariés BPI", one_name_column=True, month_lines=True, colour="#4C6B2F"),
    Habit(top=0, groups=True, upper=True, total_line=True, colour="#364152"),
    Habit(title="Coursiers suivis", top=2, shuffled=True, legend=True, colour="#2F6B60"),
)


def draw(
    sample: Sample,
    members: Sequence[tuple[str, str]],
    forms: Mapping[str, Form],
    tabs: Mapping[str, str],
    file: Path,
) -> None:
    """Write `sample` to `file`. `members` are (tab, SIAE) pairs; `tabs` names the coordination tabs by form id."""
    import xlsxwriter

    dice = random.Random(f"draw {sample.as_of}")
    with xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy"}) as book:
        book.set_properties(
            {
                "title": "impulseR Gironde – suivi partagé (exemple inventé)",
                "created": datetime.combine(sample.as_of, time()),
            }
        )
        _read_me(book)
        lists = _Lists(book)
        for index, (tab, siae) in enumerate(members):
            _Tab(
                book,
                tab,
                siae,
                forms["participant"],
                HABITS[index % len(HABITS)],
                sample,
                dice,
                lists,
                MESS,
            ).draw()
        for form_id, records in sample.coordination.items():
            _coordination(book, tabs[form_id], forms[form_id], records, lists)
        lists.finish()


def _read_me(book: Any) -> None:
    sheet = book.add_worksheet("Lisez-moi")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 3)
    sheet.set_column(1, 1, 92)
    sheet.insert_image(
        1,
        1,
        "logo.png",
        {
            "image_data": BytesIO(_logo()),
            "description": "Logo du programme d'exemple : trois cercles",
        },
    )
    big = book.add_format({"bold": True, "font_size": 18, "font_color": "#1F5C7A"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write(6, 1, "impulseR Gironde – classeur partagé (exemple inventé)", big)
    for row, text in enumerate((
        "Chaque SIAE remplit son onglet ; la coordination remplit Actions, Ordre du jour, Décisions, Financements et Faits marquants.",
        "Aucune personne, aucune structure de ce classeur n'existe. Il est écrit pour essayer les outils.",
        "Ne jamais saisir de numéro de sécurité sociale ni de détail médical.",
    )):  # fmt: skip
        sheet.set_row(8 + row, 32)
        sheet.write(8 + row, 1, text, wrap)


class _Lists:
    """The tab of the drop-downs' values."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.columns: dict[str, int] = {}
        self.values: list[tuple[str, list[str]]] = []

    def range_of(self, field: Field) -> str | None:
        """Where the choices of `field` stand; None for a field without choices."""
        values = (
            ["oui", "non"] if field.type == "yes_no" else [choice.value for choice in field.options]
        )
        if not values:
            return None
        key = "|".join(values)
        if key not in self.columns:
            self.columns[key] = len(self.values)
            self.values.append((field.label, values))
        letter = chr(65 + self.columns[key])
        return f"=Listes!${letter}$2:${letter}${len(values) + 1}"

    def finish(self) -> None:
        """Write the tab, hidden, after all others."""
        sheet = self.book.add_worksheet("Listes")
        for column, (label, values) in enumerate(self.values):
            sheet.write_column(0, column, [label, *values])
        sheet.hide()


class _Tab:
    def __init__(
        self,
        book: Any,
        tab: str,
        siae: str,
        form: Form,
        habit: Habit,
        sample: Sample,
        dice: random.Random,
        lists: _Lists,
        mess: float,
    ) -> None:
        self.book, self.sheet, self.form, self.habit = book, book.add_worksheet(tab), form, habit
        self.siae, self.sample, self.dice, self.lists, self.mess = siae, sample, dice, lists, mess
        fields = [
            field for field in form.fields if not (habit.one_name_column and field.id == "prenom")
        ]
        if habit.shuffled:
            head, rest = fields[:3], fields[3:]
            cut = dice.randint(8, 24)
            fields = head + rest[cut:] + rest[:cut]
        self.fields = fields
        self.columns: list[str] = [field.id for field in fields] + list(habit.extra)
        self.header = book.add_format(
            {
                "bold": True,
                "bg_color": habit.colour,
                "font_color": "#FFFFFF",
                "text_wrap": True,
                "valign": "vcenter",
                "border": 1,
                "border_color": "#FFFFFF",
            }
        )
        self.plain = book.add_format({"valign": "top"})
        self.day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"})
        self.yellow = book.add_format({"bg_color": "#FFF2B3"})

    def draw(self) -> None:
        """The whole tab."""
        habit, sheet, left = self.habit, self.sheet, self.habit.left
        sheet.set_tab_color(habit.colour)
        if habit.title:
            big = self.book.add_format({"bold": True, "font_size": 15, "font_color": habit.colour})
            sheet.write(
                0, left, habit.title.format(siae=self.siae, year=self.sample.as_of.year), big
            )
            if habit.top > 2:
                sheet.write(
                    1,
                    left,
                    f"mis à jour par l'équipe, {format_date(self.sample.as_of, 'MMMM y', locale='fr')}",
                    self.book.add_format({"italic": True, "font_color": "#666666"}),
                )
        top = habit.top + (1 if habit.groups else 0)
        if habit.groups:
            self._groups(habit.top)
        for column, name in enumerate(self.columns):
            sheet.write(top, left + column, self._title(name), self.header)
            sheet.set_column(
                left + column,
                left + column,
                self._width(name),
                None,
                {"hidden": name in habit.hidden},
            )
        sheet.set_row(top, 42)
        sheet.write_comment(
            top,
            left,
            "Une ligne par personne. Merci de ne pas insérer de colonne.",
            {"author": "coordination"},
        )
        sheet.freeze_panes(top + 1, left + 2)
        row = self._rows(top + 1)
        sheet.autofilter(top, left, row - 1, left + len(self.columns) - 1)
        self._drop_downs(top + 1, row + 60)
        if habit.total_line:
            sheet.write(row, left, "TOTAL", self.header)
            place = left + self.columns.index("heures_francais")
            sheet.write_formula(
                row,
                place,
                f"=SUM({_cell(top + 1, place)}:{_cell(row - 1, place)})",
                None,
                sum(
                    cast("float", p["heures_francais"] or 0)
                    for p in self.sample.participants[self.siae]
                ),
            )
        if habit.legend:
            sheet.write(row + 2, left, "Légende :", self.book.add_format({"bold": True}))
            sheet.write(row + 3, left, "jaune = à rappeler", self.yellow)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def _width(self, name: str) -> float:
        field = self.form.field(name) if name not in self.habit.extra else None
        if field is None or field.type in ("number", "integer", "yes_no", "postal_code"):
            return 9
        return 11 if field.type == "date" else 34 if name == "commentaire" else 17

    def _groups(self, row: int) -> None:
        start = 0
        groups = [
            self.form.field(name).group if name in {f.id for f in self.fields} else ""
            for name in self.columns
        ]
        for column in range(1, len(groups) + 1):
            if column == len(groups) or groups[column] != groups[start]:
                if groups[start] and column - start > 1:
                    self.sheet.merge_range(
                        row,
                        self.habit.left + start,
                        row,
                        self.habit.left + column - 1,
                        groups[start],
                        self.header,
                    )
                elif groups[start]:
                    self.sheet.write(row, self.habit.left + start, groups[start], self.header)
                start = column

    def _title(self, name: str) -> str:
        if name in self.habit.extra:
            return name
        if self.habit.one_name_column and name == "nom":
            return "Nom et prénom"
        field = self.form.field(name)
        title = field.label
        if self.habit.short_headers and self.dice.random() < 0.35 * self.habit.short_headers:
            title = _SPOKEN.get(name, title)
        return title.upper() if self.habit.upper else title

    def _rows(self, row: int) -> int:
        people = self.sample.participants[self.siae]
        if self.siae == next(iter(self.sample.participants)) and len(people) > 6:
            people = [*people, dict(people[4])]  # somebody typed the same person twice
        month = ""
        for person in people:
            entry = cast("date", person["date_entree"])
            if self.habit.month_lines and format_date(entry, "MMMM y", locale="fr") != month:
                month = format_date(entry, "MMMM y", locale="fr")
                self.sheet.write(
                    row + 1,
                    self.habit.left,
                    month.capitalize(),
                    self.book.add_format({"bold": True, "bg_color": "#EFEFEF"}),
                )
                row += 2
            self._person(row, person)
            row += 1
        return row

    def _person(self, row: int, person: Record) -> None:
        for column, name in enumerate(self.columns):
            place = (row, self.habit.left + column)
            if name in self.habit.extra:
                if self.dice.random() < 0.4:
                    self.sheet.write(
                        *place,
                        self.dice.choice(("M", "L", "XL"))
                        if "Taille" in name
                        else self.dice.choice(("oui", "non")),
                    )
                continue
            field, value = self.form.field(name), person.get(name)
            if self.habit.one_name_column and name == "nom":
                value = f"{person['nom']} {person['prenom']}"
            messy = (
                MESSES.get(field.type)
                if name not in ("nom", "prenom", "commentaire", "poste", "referent")
                else MESSES["name"]
                if name == "nom" and not self.habit.one_name_column
                else None
            )
            if messy and value is not None and self.dice.random() < self.mess:
                self.sheet.write_string(
                    *place,
                    self.dice.choice(messy)(value, self.dice),
                    self.yellow if self.dice.random() < 0.2 else self.plain,
                )
            elif field.required and self.dice.random() < 0.008:
                pass  # left blank
            elif name == "commune" and value is not None and self.dice.random() < 0.004:
                self.sheet.write_formula(
                    *place, '=VLOOKUP("x",Listes!$A$1:$B$2,2,FALSE)', self.plain, "#N/A"
                )
            else:
                self._write(place, field, value)

    def _write(self, place: tuple[int, int], field: Field, value: Value | None) -> None:
        if value is None:
            return
        if isinstance(value, date):
            if self.habit.text_dates and self.dice.random() < 0.5:
                self.sheet.write_string(*place, value.strftime(self.habit.text_dates), self.plain)
            else:
                self.sheet.write_datetime(*place, datetime.combine(value, time()), self.day)
        elif isinstance(value, str) and field.type == "date":
            self.sheet.write_string(
                *place, value if len(value) == 4 else f"{value[5:]}/{value[:4]}", self.plain
            )
        elif isinstance(value, str):
            number = field.type == "postal_code" and self.dice.random() < 0.5
            text = (
                f"{value[:5]} {value[5:7]} {value[7:]}"
                if field.type == "pass_iae" and self.dice.random() < 0.6
                else value
            )
            self.sheet.write_number(
                *place, int(value), self.plain
            ) if number else self.sheet.write_string(*place, text, self.plain)
        else:
            self.sheet.write_number(*place, value, self.plain)

    def _drop_downs(self, first: int, last: int) -> None:
        for column, name in enumerate(self.columns):
            source = (
                self.lists.range_of(self.form.field(name)) if name not in self.habit.extra else None
            )
            if source:
                place = self.habit.left + column
                self.sheet.data_validation(first, place, last, place, {"validate": "list", "source": source, "error_type": "warning", "error_title": "Hors liste", "error_message": "Choisir de préférence dans la liste."})  # fmt: skip


_SPOKEN = {
    "date_naissance": "DDN", "code_postal": "CP", "commune": "Ville", "protection": "Statut adm.", "titre_sejour_fin": "Exp. titre", "prescripteur": "Orienteur",
    "date_entree": "Entré(e) le", "contrat_type": "Type de contrat", "contrat_debut": "Début contrat", "contrat_fin": "Fin contrat", "heures_hebdo": "H / sem",
    "pass_iae": "N° PASS", "pass_iae_fin": "Fin PASS", "niveau_francais_entree": "Niv. FR entrée", "niveau_francais_actuel": "Niv. FR actuel", "heures_francais": "Nb h FLE",
    "heures_numerique": "Nb h numérique", "visites_metiers": "Visites", "stages": "PMSMP", "referent": "CIP", "dernier_entretien": "Vu le", "date_sortie": "Sorti(e) le",
    "motif_sortie": "Motif", "sortie_duree_mois": "Durée (mois)", "commentaire": "Observations", "frein_administratif": "Accès aux droits", "frein_budget": "Budget",
}  # fmt: skip

Mess = Callable[[Any, random.Random], str]


def _date_mess() -> tuple[Mess, ...]:
    def when(pattern: str) -> Mess:
        return lambda value, dice: (
            format_date(value, pattern, locale="fr") if isinstance(value, date) else str(value)
        )

    return (
        when("dd/MM/yy"), when("dd.MM.yyyy"), when("dd-MM-yyyy"), when("yyyy-MM-dd"), when("d MMMM yyyy"), when("d MMM yy"), when("MMMM yyyy"),
        lambda value, dice: f"le {value:%d/%m}" if isinstance(value, date) else "?", lambda value, dice: "à voir",
        lambda value, dice: str((value - date(1899, 12, 30)).days) if isinstance(value, date) else str(value),
    )  # fmt: skip


MESSES: Mapping[str, tuple[Mess, ...]] = {
    "name": (lambda v, d: f"{v}\u00a0 ", lambda v, d: str(v).lower(), lambda v, d: f" {str(v).title()}"),
    "date": _date_mess(),
    "choice": (lambda v, d: str(v).upper(), lambda v, d: f"{v} ", lambda v, d: str(v).lower().replace("é", "e"), lambda v, d: "?", lambda v, d: "NC", lambda v, d: f"{v} (à confirmer)"),
    "yes_no": (lambda v, d: {"oui": "O", "non": "N"}[v], lambda v, d: {"oui": "x", "non": "-"}[v], lambda v, d: {"oui": "✓", "non": "0"}[v], lambda v, d: "NC"),
    "number": (lambda v, d: f"{v:g}h".replace(".", ","), lambda v, d: f"{v:g}".replace(".", ","), lambda v, d: f"{int(v)} h {round(v % 1 * 60):02}" if v % 1 else f"{v:g} h", lambda v, d: "ND", lambda v, d: "environ " + f"{v:g}"),
    "integer": (lambda v, d: f"{v} ", lambda v, d: "?"),
    "country": (lambda v, d: str(v).upper(), lambda v, d: f"{v}\u00a0", lambda v, d: {"Afghanistan": "afghan", "Soudan": "soudanais", "Syrie": "Syrien", "Guinée": "guinéenne"}.get(v, str(v))),
    "postal_code": (lambda v, d: f"{v[:2]} {v[2:]}",),
    "pass_iae": (lambda v, d: f"{v[:5]}-{v[5:7]}-{v[7:]}", lambda v, d: "en cours", lambda v, d: "9,99999E+11"),
}  # fmt: skip


def _coordination(
    book: Any, tab: str, form: Form, records: Sequence[Record], lists: _Lists
) -> None:
    """A coordination tab, kept as the coordinator keeps it: tidy, one title line."""
    sheet = book.add_worksheet(tab)
    sheet.set_tab_color("#C8553D")
    header = book.add_format(
        {
            "bold": True,
            "bg_color": "#C8553D",
            "font_color": "#FFFFFF",
            "text_wrap": True,
            "valign": "vcenter",
        }
    )
    money, day = (
        book.add_format({"num_format": '#,##0.00 "€"'}),
        book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
    )
    sheet.write(
        0,
        0,
        f"{form.label} – coordination",
        book.add_format({"bold": True, "font_size": 14, "font_color": "#C8553D"}),
    )
    for column, field in enumerate(form.fields):
        sheet.write(2, column, field.label, header)
        sheet.set_column(column, column, 60 if field.id in ("texte", "sujet", "decision") else 18)
        if source := lists.range_of(field):
            sheet.data_validation(
                3, column, 3 + len(records) + 60, column, {"validate": "list", "source": source}
            )
        for row, record in enumerate(records, 3):
            value = record.get(field.id)
            if isinstance(value, date):
                sheet.write_datetime(row, column, datetime.combine(value, time()), day)
            elif value is not None:
                sheet.write(row, column, value, money if field.unit == "€" else None)
    sheet.freeze_panes(3, 1)
    sheet.autofilter(2, 0, 2 + len(records), len(form.fields) - 1)


def _cell(row: int, column: int) -> str:
    from forms.columns import letters

    return f"{letters(column)}{row + 1}"


def _logo() -> bytes:
    """Three overlapping discs as a 240 × 80 PNG (PNG specification, § 5 and § 11)."""
    width, height = 240, 80
    discs = ((40, 40, 34, (31, 92, 122)), (96, 40, 34, (200, 85, 61)), (152, 40, 34, (76, 107, 47)))
    lines = bytearray()
    for y in range(height):
        lines.append(0)
        for x in range(width):
            inside = [
                colour for cx, cy, r, colour in discs if (x - cx) ** 2 + (y - cy) ** 2 <= r * r
            ]
            mixed = (
                [sum(part) // len(inside) for part in zip(*inside, strict=True)]
                if inside
                else [255, 255, 255]
            )
            lines.extend(mixed)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(bytes(lines)))
        + chunk(b"IEND", b"")
    )
