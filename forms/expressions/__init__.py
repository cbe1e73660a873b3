"""The language of rules and filters: `motif_sortie in ["CDD"] implies sortie_duree_mois > 0`.

It can compare, combine and count days; it cannot run anything. Unknown stays unknown (Kleene's
three values): a rule over a missing value neither holds nor fails. What a choice means can be
named: `frein is solved`, `is not solved`, `is [open, solved]`. Expressions are evaluated over whole
columns at once.
"""

from forms.expressions.checking import (
    KIND_NAMES,
    ColumnType,
    Kind,
    check_expression,
    suggest_value,
)
from forms.expressions.evaluation import Column, Columns, Mask, Truth, evaluate, whole_months
from forms.expressions.grammar import (
    ExpressionError,
    depends_on_date,
    literal_text,
    names_in,
    parse_expression,
    replace_names,
    replace_roles,
    values_asked,
)

__all__ = [
    "KIND_NAMES",
    "Column",
    "ColumnType",
    "Columns",
    "ExpressionError",
    "Kind",
    "Mask",
    "Truth",
    "check_expression",
    "depends_on_date",
    "evaluate",
    "literal_text",
    "names_in",
    "parse_expression",
    "replace_names",
    "replace_roles",
    "suggest_value",
    "values_asked",
    "whole_months",
]
