"""The types that a field can have."""

from __future__ import annotations

from typing import Literal

FieldType = Literal[
    "text",
    "choice",
    "choices",
    "yes_no",
    "date",
    "number",
    "integer",
    "country",
    "siae",
    "postal_code",
    "pass_iae",
    "siret",
]
"""`choice` is one value of a list, `choices` are several."""
