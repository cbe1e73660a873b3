"""The copies that a synchroniser makes in the folder of the memory: told, compared, left alone."""

from __future__ import annotations

import json

import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Case

ADDED = (
    "-PC-Marie",
    " (1)",
    " (Marie's conflicted copy 2026-11-26)",
    " (conflicted copy 2026-11-26 101010)",
    ".sync-conflict-20261126-101010-ABCDEFG",
    "_conflict-20261126-101010",
    " 2",
)
FILES = (
    "etat-2026-11-02.parquet",
    "etat-2026-11-02.json",
    "pseudonymes.json",
    "reponses.json",
    "reponses-importees.json",
    "constats.json",
    "documents.json",
    "cle-des-pseudonymes",
    "documents/rapport-dreets-2026-11-02.json",
)


@pytest.mark.parametrize("added", ADDED)
def test_they_stop_no_run_and_each_is_told(case: Case, added: str) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    assert case.run("prepare", as_of="2026-11-02").exit_code == 0
    folder = case.folder / "historique"
    copies = []
    for name in FILES:
        file = folder / name
        copy = file.with_name(f"{file.stem}{added}{file.suffix}")
        copy.write_bytes(b"{")
        copies.append(copy)
    result = case.run("prepare", as_of="2026-11-23")
    assert result.exit_code == 0, result.output
    for name, copy in zip(FILES, copies, strict=True):
        original = name.rpartition("/")[2]
        assert f"{copy.name} est une copie de conflit (synchronisation) de {original}" in (
            result.stdout
        )
        assert copy.read_bytes() == b"{"
    assert "copie de conflit" in case.run("doctor").stdout


def test_what_only_the_copy_holds_is_counted(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    case.run("prepare", as_of="2026-11-02")
    folder = case.folder / "historique"
    (folder / "reponses (1).json").write_text(json.dumps({"P-A = P-B": True}), "utf-8")
    same = folder / "pseudonymes (1).json"
    same.write_bytes((folder / "pseudonymes.json").read_bytes())
    said = case.run("prepare", as_of="2026-11-02").stdout
    assert "1 entrée de la copie n'y est pas ou y est autrement" in said
    assert "pseudonymes (1).json" in said
    assert "lui est identique" in said


def test_our_own_files_are_no_copies_of_one_another(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    case.run("prepare", as_of="2026-11-02")
    assert "copie de conflit" not in case.run("prepare", as_of="2026-11-23").stdout
