"""Which titles of own columns announce something personal, and which do not."""

from __future__ import annotations

import pytest

from sheets_sync.checking.texts.free_text import NO_SENSITIVE_TEXT
from sheets_sync.release.own_columns import own_columns


def leaves(header: str) -> bool:
    sorted_columns = own_columns([{header: "oui"}], [header], str, NO_SENSITIVE_TEXT)
    return list(sorted_columns.headers) == [header]


@pytest.mark.parametrize(
    "header",
    [
        *("Téléphones", "Mails", "Courriels", "Contacts", "GSM", "WhatsApp", "Joindre au"),
        *("Conjointe", "Mère", "Parents", "Fratrie", "Personne à prévenir", "Prénom enfant"),
        *("N° AGDREF", "Numéro de sécu", "N° étranger", "Identifiant FT", "Hébergeur"),
        *("Surnom", "Nom marital", "Nom de jeune fille", "Date de naiss. conjoint"),
        *("Adresses", "Rue", "Voie", "Problèmes de santé", "Situation médicale", "Grossesse"),
    ],
)
def test_a_title_that_announces_something_personal_bars_its_column(header: str) -> None:
    assert not leaves(header)


@pytest.mark.parametrize(
    "header",
    ["Atelier cuisine", "Taille EPI", "Permis B", "Équipe", "Chantier", "Vélo prêté", "Tenue"],
)
def test_another_title_leaves_where_config_names_it(header: str) -> None:
    assert leaves(header)
