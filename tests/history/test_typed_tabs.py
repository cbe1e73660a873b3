"""One thing changes: the tabs that rest on it are typed anew, and all comes out as if all were."""

from __future__ import annotations

import functools
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import openpyxl
import pytest

from forms.headers.matching import letters
from sheets_sync.checking.check import type_cells
from sheets_sync.history.running import program
from sheets_sync.history.running.here import cache_folder
from sheets_sync.history.watched_day import WatchedDay
from sheets_sync.stages import every_tab
from sheets_sync.workbooks.xlsx.drawing import fill, row_pieces
from sheets_sync.workbooks.xlsx.parts.packing import PackedPiece, pack_piece
from tests.conftest import ANNA, AS_OF, HEADERS, MEETINGS, OMAR, Case
from tests.ran_once import RanOnce

SEEN = (*HEADERS, "Dernier entretien")
TWIN = (f"{ANNA[0]}E", *ANNA[1:], date(2026, 10, 1))
TO_COME = ("SAFI", "Nasir", "Homme", date(1991, 3, 2), "bientôt", *ANNA[5:], date(2026, 12, 10))
TABS = {
    "Un": (SEEN, (*ANNA, date(2026, 9, 3)), TWIN, TO_COME),
    "Deux": (HEADERS, OMAR),
    "Codes": (("Code", "Sens"), ("F", "femme"), ("H", "homme")),
}
BOTH = ["Un", "Deux"]
FOLDERS = ("documents", "papiers")
NEXT_DAY, AFTER_THE_TALK, NEXT_YEAR = "2026-11-24", "2026-12-11", "2027-01-04"


def run_first(case: Case) -> None:
    case.make(TABS)
    members = "".join(f"  - {{tab: {tab}, name: {tab}, kind: ACI}}\n" for tab in ("Un", "Deux"))
    config = f"programme: Essai\nworkbook: essai.xlsx\nsiae:\n{members}leave: [Codes]\n{MEETINGS}"
    (case.folder / "config.yaml").write_text(config, encoding="utf-8")
    assert case.run("setup").exit_code == 0
    prepare(case)


@pytest.fixture(scope="module", autouse=True)
def short_pieces() -> Iterator[None]:
    """Each row of Consortium is a piece of its own, as a thousand are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fill, "FEWEST_ROWS", 1)
        patch.setattr(row_pieces, "AT_ONCE", 1)
        yield


@pytest.fixture(scope="module")
def ran_once(tmp_path_factory: pytest.TempPathFactory, short_pieces: None) -> RanOnce:
    return RanOnce(tmp_path_factory.mktemp("ran"), run_first)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tabs whose cells are typed."""
    tabs: list[str] = []

    def noting(reading: Any, *words: Any) -> Any:
        tabs.append(reading.tab)
        return type_cells(reading, *words)

    monkeypatch.setattr(every_tab, "type_cells", noting)
    return tabs


def prepare(case: Case, day: str = AS_OF) -> str:
    result = case.run("prepare", as_of=day)
    assert result.exit_code == 0, result.output
    return str(result.stdout)


def left_by(case: Case) -> dict[str, bytes]:
    """The parts of the workbook and the documents, as bytes."""
    documents = [file for folder in FOLDERS for file in (case.folder / folder).rglob("*.*")]
    with zipfile.ZipFile(case.folder / "essai.xlsx") as book:
        # The hour at which openpyxl saved it stands there.
        names = set(book.namelist()) - {"docProps/core.xml"}
        parts = {name: book.read(name) for name in names}
    return parts | {str(file.relative_to(case.folder)): file.read_bytes() for file in documents}


def kept_file() -> Path:
    [file] = cache_folder().glob("*.tabs")
    return file


def edit(case: Case, tab: str, find: Callable[[Any], str], value: Any) -> None:
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    book[tab][find(book[tab])] = value
    book.save(case.folder / "essai.xlsx")


def under(header: str, row_of: str) -> Callable[[Any], str]:
    """The cell under a header, in the row that a text stands in."""

    def find(sheet: Any) -> str:
        rows = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        column = next(row.index(header) for row in rows if header in row)
        number = next(n for n, row in enumerate(rows, 1) if any(row_of in cell for cell in row))
        return f"{letters(column)}{number}"

    return find


def below_list(title: str) -> Callable[[Any], str]:
    def find(sheet: Any) -> str:
        column = [cell.value for cell in sheet[1]].index(title)
        filled = [cell.value for cell in sheet[letters(column)]]
        return f"{letters(column)}{filled.index(None) + 1 if None in filled else len(filled) + 1}"

    return find


def put_own(case: Case, file: str, ours: str, old: str, new: str) -> None:
    """A file of the consortium's own, which is ours with one word changed."""
    text = Path(ours).read_text(encoding="utf-8")
    assert old in text
    (case.folder / file).parent.mkdir(exist_ok=True)
    (case.folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def write(case: Case, file: str, text: str, mode: str = "w") -> None:
    with (case.folder / file).open(mode, encoding="utf-8") as opened:
        opened.write(text)


def spoil(_case: Case) -> None:
    content = bytearray(kept_file().read_bytes())
    content[len(content) // 2] ^= 1
    kept_file().write_bytes(content)


def put_a_strangers(_case: Case) -> None:
    kept_file().write_bytes(b"PK" + bytes(1_000))


CHANGES: dict[str, tuple[Callable[..., object], Sequence[str]]] = {
    "a cell": (
        functools.partial(edit, tab="Un", find=under("Prénom", "SAFI"), value="Nassir"),
        ["Un"],
    ),
    "another tab's cell": (
        functools.partial(edit, tab="Deux", find=under("Sexe", "AHMADI"), value="?"),
        ["Deux"],
    ),
    "a definition": (
        functools.partial(
            put_own,
            file="forms/participant.yaml",
            ours="forms/participant.yaml",
            old="label: Prénom,",
            new="label: Petit nom,",
        ),
        BOTH,
    ),
    "a message": (
        functools.partial(
            write,
            file="messages.yaml",
            text='checks.date.unreadable: {severity: error, message: "À lire : {shown}."}\n',
        ),
        BOTH,
    ),
    "a key of config": (
        functools.partial(write, file="config.yaml", text="documents: papiers\n", mode="a"),
        BOTH,
    ),
    "what a column is by config": (
        functools.partial(
            put_own,
            file="config.yaml",
            ours="config.yaml",
            old="name: Un,",
            new="name: Un, columns: {prenom: B},",
        ),
        BOTH,
    ),
    "a value of a list": (
        functools.partial(
            edit, tab="Listes", find=below_list("Motif de sortie"), value="Alternance longue"
        ),
        BOTH,
    ),
    "a template": (
        functools.partial(
            put_own,
            file="report_templates/relance.txt",
            ours="report_templates/relance.txt",
            old="Bonjour",
            new="Salut",
        ),
        [],
    ),
    "an answer": (
        functools.partial(
            edit,
            tab="Anomalies",
            find=under("Même personne ?", "person.duplicate_likely"),
            value="oui",
        ),
        [],
    ),
    "what another tab says of codes": (
        functools.partial(edit, tab="Codes", find=lambda _sheet: "A4", value="F = fini"),
        BOTH,
    ),
    "a byte of what is kept": (spoil, BOTH),
    "all of what is kept": (put_a_strangers, BOTH),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_rests_on_it_and_only_that_is_typed_anew(
    change: str, ran_once: RanOnce, typed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make, anew = CHANGES[change]
    said, left = [], []
    for everything in (True, False):
        case = ran_once.put_back(monkeypatch)
        # The repository's files, and the case's own config, are read from where they are.
        if change == "what a column is by config":
            make = functools.partial(make, ours=str(case.folder / "config.yaml"))
        make(case)
        if everything:
            monkeypatch.setenv(program.ANEW_VARIABLE, "1")
        typed.clear()
        said.append(prepare(case))
        left.append(left_by(case))
    assert typed == anew
    assert said[0] == said[1]
    assert left[0] == left[1]


@pytest.mark.parametrize(
    ("day", "anew"), [(NEXT_DAY, []), (AFTER_THE_TALK, BOTH), (NEXT_YEAR, BOTH)]
)
def test_tabs_are_typed_anew_on_a_day_on_which_one_would_be_read_otherwise(
    day: str,
    anew: Sequence[str],
    ran_once: RanOnce,
    typed: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left = []
    for everything in (True, False):
        case = ran_once.put_back(monkeypatch)
        if everything:
            monkeypatch.setenv(program.ANEW_VARIABLE, "1")
        typed.clear()
        prepare(case, day)
        left.append(left_by(case))
    assert typed == anew
    assert left[0] == left[1]


def test_another_version_types_all_anew(
    ran_once: RanOnce, typed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = ran_once.put_back(monkeypatch)
    monkeypatch.setattr(program, "__version__", "0.0")
    prepare(case)
    assert typed == BOTH


def test_only_the_row_of_who_changed_is_made_again(
    ran_once: RanOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []

    def noting(piece: bytes) -> PackedPiece:
        made.append(piece)
        return pack_piece(piece)

    case = ran_once.put_back(monkeypatch)
    edit(case, "Deux", under("Durée du contrat de sortie (mois)", "AHMADI"), 7)
    monkeypatch.setattr(row_pieces, "pack_piece", noting)
    prepare(case)
    assert len([piece for piece in made if b"<t>Deux</t>" in piece]) == 1


def test_it_is_for_its_owner_only_and_tells_nobodys_name(
    ran_once: RanOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran_once.put_back(monkeypatch)
    for file in cache_folder().iterdir():
        assert file.stat().st_mode & 0o777 == 0o600
        assert b"DIALLO" not in file.read_bytes()


def test_forget_leaves_nothing_of_it(ran_once: RanOnce, monkeypatch: pytest.MonkeyPatch) -> None:
    case = ran_once.put_back(monkeypatch)
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    row = under("Nom", "AHMADI")(book["Deux"])
    book["Deux"].delete_rows(int(row.strip(ascii_uppercase)))
    book.save(case.folder / "essai.xlsx")
    result = case.run("forget", "Omar Ahmadi", "--born", "01/01/1990", "--yes")
    assert result.exit_code == 0, result.output
    left = {file.suffix for file in cache_folder().iterdir()}
    assert left.isdisjoint({".tabs", ".texts", ".apart", ".written"})


def test_a_day_knows_on_which_others_the_answers_are_the_same() -> None:
    day = WatchedDay.of(date(2026, 11, 23))
    assert day.same_answers == (date(2026, 1, 1), date(2026, 12, 31))
    assert not date(2026, 10, 1) > day
    assert date(2026, 12, 10) > day
    assert day.same_answers == (date(2026, 10, 1), date(2026, 12, 9))
    assert day >= date(2026, 11, 23)
    assert day.same_answers == (date(2026, 11, 23), date(2026, 12, 9))
    assert (date(2026, 12, 1) - day).days == 8
    assert day.same_answers == (date(2026, 11, 23), date(2026, 11, 23))
    assert day != WatchedDay.of(date(2026, 11, 23))
