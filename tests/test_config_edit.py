"""A section is put into config.yaml as a person would, and all else in it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_sync.config_edit import put_section, put_value, read_section
from sheets_sync.errors import Refusal
from tests.conftest import write_config

MAIL = {"server": "smtp.exemple.fr", "sender": "a@exemple.fr"}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_config(tmp_path, ["Un"], "# En avance\nfeedback: false # les notes\n")


def test_a_section_is_added_and_replaced_and_remarks_elsewhere_stay(config: Path) -> None:
    before = config.read_text("utf-8")
    put_section(config, "mail", MAIL)
    assert config.read_text("utf-8") == (
        f"{before}mail:\n  server: smtp.exemple.fr\n  sender: a@exemple.fr\n"
    )
    with config.open("a", encoding="utf-8") as file:
        file.write("# Ce qui suit\nlogo: logo.png\n")
    put_section(config, "mail", {**MAIL, "port": 465, "security": "tls"})
    assert read_section(config, "mail")["port"] == 465
    assert config.read_text("utf-8").endswith("security: tls\n# Ce qui suit\nlogo: logo.png\n")
    assert config.read_text("utf-8").startswith(before)


@pytest.mark.parametrize(
    ("more", "section", "code"),
    [
        ("mail: {server: x.fr, sender: a@x.fr}\n", {"server": "y.fr"}, "config.not_changed"),
        ("mail:\n  # le nôtre\n  server: x.fr\n  sender: a@x.fr\n", MAIL, "config.by_hand"),
        ("mail: &own\n  server: x.fr\n  sender: a@x.fr\n", {"port": 0}, "config.not_changed"),
    ],
)
def test_what_cannot_be_leaves_the_file_as_it_is(
    tmp_path: Path, more: str, section: dict[str, object], code: str
) -> None:
    config = write_config(tmp_path, ["Un"], more)
    before = config.read_bytes()
    with pytest.raises(Refusal) as refused:
        put_section(config, "mail", section)
    assert refused.value.code == code
    assert ".essai" not in str(refused.value)
    assert config.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["config.yaml"]


HEAD = "programme: Essai\nworkbook: essai.xlsx\nsiae:\n"
BLOCK = "  - tab: Un\n    name: Un\n    kind: ACI\n"
COLUMNS = "    columns:\n      poste: F   # par le contenu\n"


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        (
            f"{BLOCK}{COLUMNS}logo: x.png\n",
            ["siae", 0, "columns", "sexe"],
            "-",
            f'{BLOCK}{COLUMNS}      sexe: "-"\nlogo: x.png\n',
        ),
        (
            f"{BLOCK}{COLUMNS}",
            ["siae", 0, "columns", "poste"],
            "G",
            f"{BLOCK}{COLUMNS}".replace("poste: F", 'poste: "G"'),
        ),
        (
            f"{BLOCK}",
            ["siae", 0, "columns", "nom"],
            "A",
            f'{BLOCK}    columns: {{"nom": "A"}}\n',
        ),
        (
            f"{BLOCK}    aside:\n    - Réf.\n    - Âge\n",
            ["siae", 0, "aside"],
            ["Réf."],
            f'{BLOCK}    aside: ["Réf."]\n',
        ),
        (
            f"{BLOCK}# la fin\n",
            ["siae", 1],
            {"tab": "Deux", "name": "Deux", "kind": "EI"},
            f'{BLOCK}  - {{"tab": "Deux", "name": "Deux", "kind": "EI"}}\n# la fin\n',
        ),
        (
            "  - {tab: Un, name: Un, kind: ACI}",
            ["web", "address"],
            "https://x.fr",
            '  - {tab: Un, name: Un, kind: ACI}\nweb: {"address": "https://x.fr"}',
        ),
    ],
)
def test_a_value_is_put_where_a_person_would_write_it(
    tmp_path: Path, before: str, path: list[str | int], value: object, after: str
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(f"{HEAD}{before}", encoding="utf-8")
    put_value(config, path, value)
    assert config.read_text("utf-8") == f"{HEAD}{after}"
