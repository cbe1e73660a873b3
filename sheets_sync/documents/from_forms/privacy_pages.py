"""The pages on data protection that a programme owes: what is done with the data, as facts.

The register of processing (GDPR art. 30) and the impact assessment (art. 35), filled from config
and forms. What only the employers can say stays open, between brackets.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from forms.form import Field, Form
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.templates.fill import fill, find_template
from sheets_sync.settings.siae import Member

_NEEDED = {True: "documents.required", False: "documents.not_required"}
TEMPLATES = ("registre-des-traitements.docx", "analyse-impact.docx")


class Owed(NamedTuple):
    """What an authority may ask for, on each participant."""

    name: str
    fields: Sequence[str]
    basis: str


@dataclass(frozen=True)
class Processing:
    """What a programme does with its participants' data.

    Attributes:
        readers: who sees something of it → what, in words.
        authorities: those that are owed fields of each participant: their name, these fields, and
            the law that says so.
        threshold: counts of persons under it are hidden from funders.
        months: how long states without names are kept. copies: how many of the workbooks.
        is_online: whether a workbook is Google's. has_phone_form: whether phones reach the form.
    """

    programme: str
    members: Sequence[Member]
    forms: Sequence[Form]
    readers: Mapping[str, str]
    authorities: Sequence[Owed]
    threshold: int
    months: int
    copies: int
    is_online: bool
    has_phone_form: bool


def privacy_pages(processing: Processing, folder: Path, as_of: date) -> dict[str, bytes]:
    """File name → Word document; raises `Refusal` where a template has a mistake.

    Args:
        folder: that of config, where the consortium may have templates of its own.
    """
    filled = _context(processing, as_of)
    return {name: fill(find_template(folder, name), filled) for name in TEMPLATES}


def _context(processing: Processing, as_of: date) -> dict[str, Any]:
    fields = list(itertools.chain.from_iterable(form.fields for form in processing.forms))
    return {
        "programme": processing.programme,
        "intitule": processing.programme,
        "date": french.long_day(as_of),
        "membres": [{"nom": member.name, "type": member.kind} for member in processing.members],
        "structures": len(processing.members),
        "formulaires": [_form_rows(form) for form in processing.forms],
        "champs": len(fields),
        "obligatoires": sum(field.required for field in fields),
        "partages": sum(field.privacy == "shared" for field in fields),
        "destinataires": [{"nom": who, "voit": what} for who, what in processing.readers.items()],
        "autorites": [
            {"nom": owed.name, "champs": french.listed(owed.fields), "base": owed.basis}
            for owed in processing.authorities
        ],
        "seuil": processing.threshold,
        "mois": processing.months,
        "copies": processing.copies,
        "en_ligne": processing.is_online,
        "telephone": processing.has_phone_form,
    }


def _form_rows(form: Form) -> dict[str, Any]:
    return {
        "titre": form.label,
        "ligne": form.row,
        "champs": [_field_row(field, form) for field in form.fields],
    }


def _field_row(field: Field, form: Form) -> dict[str, str]:
    leaves = sentence(f"documents.leaves_{field.privacy}")
    if field.privacy == "shared" and not form.identity:
        # A row of coordination is about no person: there is nobody to give a pseudonym to.
        leaves = sentence("documents.leaves_as_it_is")
    return {
        "libelle": field.label,
        "aide": field.help,
        "obligatoire": sentence(_NEEDED[field.required]),
        "sort": leaves,
    }
