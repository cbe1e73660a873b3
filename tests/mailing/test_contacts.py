"""A mailbox is written into config.yaml as a person would, and nothing else of it changes."""

from __future__ import annotations

import pytest

from sheets_sync.errors import Refusal
from sheets_sync.mailing.contacts import write_contact
from sheets_sync.workspace import open_workspace
from tests.conftest import Case

HEAD = "# à nous\nprogramme: Essai\nworkbook: essai.xlsx\nsiae:\n"
BOX = "accueil@exemple.fr"


@pytest.mark.parametrize(
    ("entry", "written"),
    [
        (
            "  - {tab: Un, name: Un, kind: ACI}   # la première\n",
            f'  - {{tab: Un, name: Un, kind: ACI, contact: "{BOX}"}}   # la première\n',
        ),
        (
            "  - {tab: Un, name: Un, kind: ACI, contact: old@exemple.fr}\n",
            f'  - {{tab: Un, name: Un, kind: ACI, contact: "{BOX}"}}\n',
        ),
        (
            "  - tab: Un\n    name: Un\n    kind: ACI  # sûr\n",
            f'  - tab: Un\n    name: Un\n    kind: ACI  # sûr\n    contact: "{BOX}"\n',
        ),
        (
            "  - tab: Un\n    name: Un\n    contact: old@exemple.fr\n    kind: ACI\n",
            f'  - tab: Un\n    name: Un\n    contact: "{BOX}"\n    kind: ACI\n',
        ),
        (
            "  - {tab: Un,\n     name: Un, kind: ACI}\n",
            f'  - {{tab: Un,\n     name: Un, kind: ACI, contact: "{BOX}"}}\n',
        ),
    ],
)
def test_only_the_contact_is_changed(case: Case, entry: str, written: str) -> None:
    config = case.folder / "config.yaml"
    tail = "  - {tab: Deux, name: Deux, kind: EI, contact: deux@exemple.fr}\n"
    config.write_text(HEAD + entry + tail, encoding="utf-8")
    write_contact(open_workspace(config), "Un", BOX)
    assert config.read_text(encoding="utf-8") == HEAD + written + tail
    assert open_workspace(config).config.siae[0].contact == BOX


@pytest.mark.parametrize(
    ("entry", "address", "code"),
    [
        ("  - {tab: Un, name: Un, kind: ACI}\n", "personne", "mail.no_address"),
        (
            "  - tab: Un\n    name: Un\n    kind: ACI\n    contact: # à revoir\n      x@y.fr\n",
            BOX,
            "config.by_hand",
        ),
    ],
)
def test_a_config_stays_as_it_is_where_that_cannot_be(
    case: Case, entry: str, address: str, code: str
) -> None:
    config = case.folder / "config.yaml"
    config.write_text(HEAD + entry, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        write_contact(open_workspace(config), "Un", address)
    assert refused.value.code == code
    assert config.read_text(encoding="utf-8") == HEAD + entry
    assert [file.name for file in case.folder.iterdir()] == ["config.yaml"]
