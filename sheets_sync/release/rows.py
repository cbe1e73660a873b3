"""Which columns of the consolidated rows an audience does not get."""

from __future__ import annotations

from collections.abc import Mapping

from forms.form import Form, Privacy
from sheets_sync.release.audiences import Audience, Sight

_FIELDS: Mapping[Privacy, Sight] = {"tab": "comments", "personal": "names"}
"""Privacy of a field → what it takes to see it; a shared one leaves."""
_PLACE: Mapping[str, Sight] = {"tab": "places", "row": "places", "person": "pseudonyms"}
"""The columns that say where a row comes from and who it is → what it takes to see them."""
# A choice, a date or a number is what the form offers; in a text anybody may have typed anything.
_FREE_TEXT = "text"


def left_in_the_tab(audience: Audience, form: Form) -> list[str]:
    """The columns that do not leave for `audience`."""
    stays = [name for name, sight in _PLACE.items() if sight not in audience.sees]
    for field in form.fields:
        needed = _FIELDS.get(field.privacy)
        if needed is None and field.type == _FREE_TEXT:
            needed = "free_text"
        if needed is not None and needed not in audience.sees:
            stays.append(field.id)
    return stays
