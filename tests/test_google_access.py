"""Getting to Google: accounts, rights, what is said when something is missing; copies kept and put back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sheets_sync.errors import Refusal
from sheets_sync.workbooks.addresses import spreadsheet_id
from sheets_sync.workbooks.google import calls, workbook
from sheets_sync.workbooks.opening import open_workbook
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR
from tests.desks import BAD, GoogleDesk, Programme
from tests.sheets_emulator.server import Emulator, Fault
from tests.typing_commands import typed

# what is said, and what is kept


def refused(programme: Programme, words: str = "check") -> str:
    result = programme.run(words)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.output.replace("\n", " ")


def test_a_wrong_id_and_a_spreadsheet_not_shared_are_told_apart(
    google: Emulator, tmp_path: Path
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    account = next(iter(google.accounts.keys))
    del programme.desk.book.shares[account]
    assert f"n'est pas partagé avec {account}" in refused(programme)
    del google.files.books[programme.desk.id]
    assert "Aucun classeur Google n'a l'identifiant" in refused(programme)


def test_an_api_that_is_off_a_wrong_clock_and_a_revoked_key_are_told(
    google: Emulator, tmp_path: Path
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    google.disabled = {"sheets.googleapis.com"}
    assert "L'API Google Sheets n'est pas activée" in refused(programme)
    google.disabled = set()
    workbook._access.cache_clear()
    google.accounts.skew = 3 * 3600
    assert "L'horloge de cet ordinateur est fausse" in refused(programme)
    google.accounts.skew = 0
    google.accounts.keys.clear()
    workbook._access.cache_clear()
    assert "Google refuse la clé" in refused(programme)


def test_google_out_of_reach_is_told(
    google: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    monkeypatch.setenv(calls.BASE_VARIABLE, "http://127.0.0.1:9")
    assert "Google n'est pas joignable" in refused(programme)
    monkeypatch.setenv(calls.BASE_VARIABLE, "http://ailleurs.example")
    assert "seule une adresse https" in refused(programme)


def test_who_may_only_read_gets_the_sheets_in_a_file(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)})
    programme.desk.share("reader")
    for disabled in (set[str](), {"drive.googleapis.com"}):
        google.disabled = disabled
        result = programme.run("consolidate")
        assert result.exit_code == 0, result.output
        assert "n'a que le droit de lire ce classeur" in result.stdout
        assert (programme.folder / "Essai-consortium.xlsx").exists()
    assert programme.desk.tabs() == ["Essai"]


@pytest.mark.parametrize(
    ("where", "ending"), [("drive", ""), ("no copy", ".xlsx"), ("no drive", ".json.gz")]
)
def test_a_copy_is_kept_before_the_first_write_of_a_day(
    google: Emulator, tmp_path: Path, where: str, ending: str
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)})
    programme.desk.book.properties["x-no-copy"] = where == "no copy"
    google.disabled = {"drive.googleapis.com"} if where == "no drive" else set()
    programme.run("consolidate")
    programme.desk.type("Essai", "A2", "AUTRE")
    programme.run("consolidate")
    kept = json.loads(
        next((programme.folder / "historique" / "copies").glob("google-*.json")).read_text()
    )
    assert [one["day"] for one in kept] == [AS_OF]
    if ending:
        assert kept[0]["file"].endswith(ending)
        assert (programme.folder / "historique" / "copies" / kept[0]["file"]).stat().st_size > 500
    else:
        copy = google.files.books[kept[0]["spreadsheet"]]
        assert [tab.title for tab in copy.tabs] == ["Essai"]
        assert copy.properties["title"] == "Essai – copie du 23/11/2026 avant mise à jour"
    programme.desk.type("Essai", "A2", "ENCORE")
    programme.run("consolidate", as_of="2026-11-24")
    assert (
        len(
            json.loads(
                next((programme.folder / "historique" / "copies").glob("google-*.json")).read_text()
            )
        )
        == 2
    )


def test_no_secret_is_ever_shown_or_kept(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)})
    key = json.loads((tmp_path / "cle.json").read_text())
    said = [programme.run("--debug", "prepare").output]
    google.accounts.keys.clear()
    workbook._access.cache_clear()
    said.append(programme.run("prepare").output)
    secrets = [key["private_key"][40:90], key["private_key_id"], *google.accounts.tokens]
    for text in [
        *said,
        *(
            file.read_text(errors="replace")
            for file in programme.folder.rglob("*")
            if file.is_file()
        ),
    ]:
        assert not any(secret in text for secret in secrets)


# which account


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """gspread's own folder, empty."""
    import gspread.auth

    folder = tmp_path / "gspread"
    folder.mkdir()
    monkeypatch.setattr(gspread.auth, "DEFAULT_CONFIG_DIR", folder)
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    return folder


def test_credentials_are_sought_where_gspread_and_google_keep_them(
    google: Emulator, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    assert "Aucun accès à Google n'est installé" in refused(programme)
    (home / "credentials.json").write_text("{}")
    assert "doctor --sign-in" in refused(programme)
    (home / "authorized_user.json").write_text(json.dumps(google.accounts.new_person()))
    assert programme.run("consolidate").exit_code == 0
    (home / "service_account.json").write_text("{}")
    assert "n'est pas une clé de compte de service" in refused(programme)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "absent.json"))
    assert "n'existe pas (GOOGLE_APPLICATION_CREDENTIALS)" in refused(programme)
    config = programme.folder / "config.yaml"
    config.write_text(config.read_text() + "google: {credentials: ../cle.json}\n", encoding="utf-8")
    assert programme.run("check").exit_code == 0


def test_a_person_who_signed_in_may_be_revoked(
    google: Emulator, tmp_path: Path, home: Path
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    (home / "authorized_user.json").write_text(json.dumps(google.accounts.new_person()))
    google.accounts.people.clear()
    assert "doctor --sign-in" in refused(programme)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://docs.google.com/spreadsheets/d/1AbC-d_E/edit?usp=sharing#gid=0", "1AbC-d_E"),
        ("https://docs.google.com/spreadsheets/u/1/d/1AbC-d_E", "1AbC-d_E"),
        (
            "1qFopcWEGi_JqeOGvSs93SyFdsSI8J30NzrX92_HZBR0",
            "1qFopcWEGi_JqeOGvSs93SyFdsSI8J30NzrX92_HZBR0",
        ),
        ("impulser.xlsx", None),
    ],
)
def test_addresses_and_ids(text: str, found: str | None) -> None:
    assert spreadsheet_id(text) == found


def test_another_address_is_refused() -> None:
    with pytest.raises(Refusal, match="n'est pas l'adresse d'un classeur Google Sheets"):
        open_workbook("https://drive.google.com/drive/folders/1AbC", Path())


def test_adopt_reads_a_spreadsheet(google: Emulator, tmp_path: Path) -> None:
    desk = GoogleDesk(google, tmp_path, {"Atelier": (HEADERS, ANNA, OMAR)})
    config = tmp_path / "propose.yaml"
    result = typed(["adopt", desk.where, "--config", str(config), "--as-of", AS_OF])
    assert result.exit_code == 0, result.output
    assert f'workbook: "https://docs.google.com/spreadsheets/d/{desk.id}"' in config.read_text(
        encoding="utf-8"
    )
    assert typed(["check", "--config", str(config), "--as-of", AS_OF]).exit_code in (0, 1)


# doctor


def test_doctor_says_what_is_missing_step_by_step(
    google: Emulator, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    account = next(iter(google.accounts.keys))

    def doctor(expected: int = 2) -> str:
        workbook._access.cache_clear()
        result = programme.run("doctor")
        assert result.exit_code == expected, result.output
        return result.stdout

    assert "✗ Classeur Google : Aucun accès à Google n'est installé" in doctor()
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "cle.json"))
    google.accounts.skew = 7200
    assert "L'horloge" in doctor()
    google.accounts.skew = 0
    google.disabled = {"sheets.googleapis.com"}
    assert "Google Sheets n'est pas activée" in doctor()
    google.disabled = set()
    del programme.desk.book.shares[account]
    assert f"✓ Accès à Google : {account}" in doctor()
    assert "n'est pas partagé avec" in doctor()
    programme.desk.share("reader")
    assert "n'a que le droit de lire" in doctor()
    programme.desk.share("writer")
    programme.desk.does(
        {
            "updateSheetProperties": {
                "properties": {"sheetId": 0, "title": "Essais"},
                "fields": "title",
            }
        }
    )
    assert "l'onglet « Essai » n'y est pas ; « Essais » y est" in doctor()
    programme.desk.does(
        {
            "updateSheetProperties": {
                "properties": {"sheetId": 0, "title": "Essai"},
                "fields": "title",
            }
        }
    )
    google.disabled = {"drive.googleapis.com"}
    assert "la copie d'avant chaque écriture est un fichier" in doctor(0)
    google.disabled = set()
    programme.desk.book.properties["locale"] = "en_US"
    said = doctor(0)
    assert "sa langue est en_US" in said
    assert said.endswith("Tout est prêt.\n")


# copies


@pytest.mark.parametrize("drive", [True, False])
def test_a_copy_is_put_back_cell_for_cell_and_the_state_before_is_kept_too(
    google: Emulator, tmp_path: Path, drive: bool
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD, OMAR)})
    google.disabled = set() if drive else {"drive.googleapis.com"}
    desk = programme.desk
    desk.write_note("Essai", "B2", "Une note de Marie")
    desk.paint("Essai", "A3", "#FFFF00")
    area = {
        "sheetId": 0,
        "startRowIndex": 5,
        "endRowIndex": 6,
        "startColumnIndex": 0,
        "endColumnIndex": 2,
    }
    desk.does({"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}})
    before = dict(desk.book.tabs[0].cells)
    assert "Aucune copie" in programme.run("restore").stdout
    programme.run("consolidate")
    desk.does(
        {
            "deleteDimension": {
                "range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 3}
            }
        },
        {
            "updateSheetProperties": {
                "properties": {"sheetId": 0, "title": "Abîmé"},
                "fields": "title",
            }
        },
    )
    assert f"→  https://docs.google.com/spreadsheets/d/{desk.id}" in programme.run("restore").stdout
    assert "Rien n'est écrit" in programme.run("restore", "1", "--dry-run").stdout
    google.counts.clear()
    google.faults = [Fault(2 if drive else 1, on="write", status=503, applied=True)]
    result = programme.run("restore", "1")
    assert result.exit_code == 0, result.output
    assert desk.book.tabs[0].title == "Essai"
    assert desk.book.tabs[0].cells == before
    assert desk.book.tabs[0].extras["merges"] == [
        {key: value for key, value in area.items() if key != "sheetId"}
    ]
    assert "avant restauration" in programme.run("restore").stdout


def test_old_copies_go_to_the_bin(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(
        google, tmp_path / "p", {"Essai": (HEADERS, BAD)}, "history: {copies: 2}\n"
    )
    for day in range(1, 6):
        programme.desk.type("Essai", "A2", f"NOM{day}")
        assert programme.run("consolidate", as_of=f"2026-10-0{day}").exit_code == 0
    assert len(google.files.books) == 3
    assert programme.run("restore").stdout.count("copie du") == 2


def test_an_exported_copy_is_put_back_by_hand(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)})
    programme.desk.book.properties["x-no-copy"] = True
    programme.run("consolidate")
    result = programme.run("restore", "1")
    assert (result.exit_code, "Importer un fichier" in result.output) == (2, True)


def test_the_small_charts_of_pilotage_are_googles_own(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA, OMAR)})
    programme.run("consolidate")
    tab = programme.desk._tab("Pilotage")
    formulas = [
        cell.get("userEnteredValue", {}).get("formulaValue", "") for cell in tab.cells.values()
    ]
    assert sum(formula.startswith("=SPARKLINE(Q") for formula in formulas) == 7
    assert len(tab.extras["charts"]) == 5
    assert all(chart["spec"]["altText"] for chart in tab.extras["charts"])
