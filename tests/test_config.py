"""What is wrong in config.yaml is said in a sentence with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_sync.config import load_config
from sheets_sync.errors import Refusal
from tests.typing_commands import plain

PROGRAMME = "programme: Essai\nworkbook: essai.xlsx\n"


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ("[{tab: A, name: Un, kind: ACI}, {tab: B, name: Un, kind: EI}]", "le nom « Un »"),
        ("[{tab: A, name: Élan, kind: ACI}, {tab: B, name: elan, kind: EI}]", "le nom « Élan »"),
        ("[{tab: A, name: Un, kind: ACI}, {tab: A, name: Deux, kind: EI}]", "l'onglet « A »"),
    ],
)
def test_two_siae_share_neither_name_nor_tab(tmp_path: Path, members: str, said: str) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(f"{PROGRAMME}siae: {members}\n", "utf-8")
    with pytest.raises(Refusal) as refusal:
        load_config(file)
    assert f"{said} est donné à deux SIAE" in plain(refusal.value)


def test_two_workbooks_may_have_a_tab_of_one_name(tmp_path: Path) -> None:
    members = "[{tab: A, name: Un, kind: ACI}, {tab: A, name: Deux, kind: EI, workbook: b.xlsx}]"
    file = tmp_path / "config.yaml"
    file.write_text(f"{PROGRAMME}siae: {members}\n", "utf-8")
    assert len(load_config(file).siae) == 2


def test_a_target_is_of_a_siae_that_there_is(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    siae = "siae: [{tab: A, name: Un, kind: ACI}]\ntargets: {entrees: {Une: 4}}\n"
    file.write_text(PROGRAMME + siae, "utf-8")
    with pytest.raises(Refusal) as refusal:
        load_config(file)
    assert "objectif « entrees » : la SIAE « Une » n'existe pas" in plain(refusal.value)


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("funders: {fse: {label: FSE}}", "« funders.fse.label » : cette clé n'existe pas"),
        ("meetings: {directions: {titel: X}}", "Vouliez-vous « title » ?"),
    ],
)
def test_a_key_that_is_none_under_a_name_of_ones_own_is_told(
    tmp_path: Path, section: str, said: str
) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(f"{PROGRAMME}siae: [{{tab: A, name: Un, kind: ACI}}]\n{section}\n", "utf-8")
    with pytest.raises(Refusal) as refusal:
        load_config(file)
    assert said in plain(refusal.value)
