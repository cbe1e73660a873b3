"""A section is put into config.yaml as a person would, and all else in it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_sync.config_edit import put_section, read_section
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
