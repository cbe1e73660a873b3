"""Google Sheets for real: gspread and google-auth over HTTP, against an emulated Google that fails when it is told to."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sheets_sync.cli import app
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.files import Copies
from sheets_sync.sheets import Block, Sheet, Span
from sheets_sync.workbooks import open_workbook, spreadsheet_id
from sheets_sync.workbooks.google import calls, workbook
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Rows
from tests.corpus import DAY, WRONG, sheets_for
from tests.desks import OWNER, GoogleDesk, google
from tests.sheets_emulator import changes
from tests.sheets_emulator.schema import ApiError, Json
from tests.sheets_emulator.server import Emulator, Fault

__all__ = ["google"]
BAD = (*ANNA[:3], "31/02/1990", *ANNA[4:])


class Programme:
    """A folder with a config.yaml that names a spreadsheet, and the commands run on it."""

    def __init__(self, emulator: Emulator, folder: Path, tabs: Mapping[str, Rows], more: str = "") -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.desk = GoogleDesk(emulator, folder, tabs)
        members = "\n".join(f"  - {{tab: {tab}, name: {tab}, kind: ACI}}" for tab in tabs)
        text = f"programme: Essai\nworkbook: {self.desk.where}\nsiae:\n{members}\n{more}"
        (folder / "config.yaml").write_text(text, encoding="utf-8")
        (folder / "historique").mkdir()
        (folder / "historique" / "cle-des-pseudonymes").write_text("ab" * 32 + "\n")  # the same pseudonyms in every folder

    def run(self, *words: str, as_of: str = AS_OF) -> Result:
        return CliRunner().invoke(app, [*words, "--config", str(self.folder / "config.yaml"), "--as-of", as_of])

    def calls_of(self, *words: str) -> list[str]:
        self.desk.emulator.calls.clear()
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return list(self.desk.calls)


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    return Copies(tmp_path / "copies", 3, tmp_path)


def shape(emulator: Emulator, desk: GoogleDesk) -> Any:
    """All that a spreadsheet holds, without what chance named, and how many copies of it there are."""
    tabs = [
        (tab.title, tab.grid, sorted(tab.cells.items()), {key: value for key, value in tab.extras.items() if value and key != "developerMetadata"}, tab.dimensions)
        for tab in desk.book.tabs
    ]  # fmt: skip
    text = re.sub(r'"(protectedRangeId|namedRangeId)": "?\d+"?', "", json.dumps(tabs, sort_keys=True, default=str))
    return text, len(emulator.files.books)


# how many calls


def many(siae: int, rows: int) -> dict[str, Rows]:
    """So many tabs of so many people."""
    return {
        f"Atelier {n}": (
            HEADERS,
            *((f"NOM{n}x{m}", "Awa", "Femme", "31/02/1990", date(2025, 2, 3), "CDDI", "", "", "") for m in range(rows)),
        )
        for n in range(siae)
    }


@pytest.mark.parametrize(("siae", "rows"), [(1, 1), (12, 60)])
def test_the_calls_are_as_many_whatever_the_number_of_siae_and_rows(
    google: Emulator, tmp_path: Path, siae: int, rows: int
) -> None:
    programme = Programme(google, tmp_path / "p", many(siae, rows))
    first = programme.calls_of("prepare")
    assert (first.count("read"), first.count("write"), first.count("copy")) == (3, 1, 1)  # a read of them is Drive's: the rights
    assert len([call for call in google.calls if call["verb"] == "GET" and "/v4/" in call["path"]]) == 2
    assert programme.calls_of("prepare") == ["read"]
    programme.desk.type("Atelier 0", "D2", "12/03/1990")
    assert programme.calls_of("prepare") == ["read", "read", "write"]  # today's copy is there


def test_only_what_is_used_travels(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    programme.calls_of("check")
    asked = next(call for call in google.calls if call["verb"] == "GET")
    assert set(asked["query"]) == {"fields"}
    assert "charts(chartId)" in asked["query"]["fields"][0]
    assert "formattedValue" not in asked["query"]["fields"][0]


# what fails


KINDS: dict[str, Json] = {
    "429": {"status": 429}, "500": {"status": 500}, "502": {"status": 502}, "503": {"status": 503}, "503 after": {"status": 503, "applied": True},
    "Drive's 403": {"status": 403, "reason": "userRateLimitExceeded"}, "500 after": {"status": 500, "applied": True}, "dropped": {"drop": True}, "dropped after": {"drop": True, "applied": True},
}  # fmt: skip


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a run without any fault leaves, and its requests."""
    return {}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", range(1, 6))
def test_any_request_may_fail_and_the_end_is_right(
    google: Emulator, tmp_path: Path, calm: dict[str, Any], kind: str, number: int
) -> None:
    tabs: dict[str, Rows] = {"Un": (HEADERS, BAD, OMAR), "Deux": (HEADERS, ANNA)}
    if not calm:
        quiet = Programme(google, tmp_path / "calm", tabs)
        assert len(quiet.calls_of("consolidate")) == 5
        calm["end"] = shape(google, quiet.desk)
        google.files.books.clear()
    programme = Programme(google, tmp_path / "p", tabs)
    google.counts.clear()
    google.faults = [Fault(number, **KINDS[kind])]
    result = programme.run("consolidate")
    assert (result.exit_code, google.counts["request"] > 5) == (0, True), result.output
    assert shape(google, programme.desk) == calm["end"]
    google.faults = []
    assert programme.calls_of("consolidate") == ["read"]


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 500}, {"drop": True}])
def test_a_token_that_does_not_come_at_once_is_asked_for_again(
    google: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Json
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # google-auth waits by itself, without asking us
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)})
    google.counts.clear()
    google.faults = [Fault(1, on="token", **fault)]
    result = programme.run("consolidate")
    assert result.exit_code == 0, result.output
    assert programme.desk.note("Essai", "D2").startswith("⚠")


def test_a_time_out_is_read_again(google: Emulator, tmp_path: Path, copies: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)})
    book = desk.open()
    monkeypatch.setattr(calls, "TIMEOUT", (5.0, 0.3))
    workbook._access.cache_clear()
    slow = desk.open()
    google.counts.clear()
    google.faults = [Fault(1, on="write", delay=0.6)]
    assert slow.publish([], {"Saisie": {"A2": WRONG}}, DAY, copies) == "changed"
    assert desk.note("Saisie", "A2") == WRONG.text
    assert book.tabs == ["Saisie"]
    workbook._access.cache_clear()


@pytest.mark.parametrize("status", [429, 503])
def test_what_goes_on_failing_is_told_and_changes_nothing(google: Emulator, tmp_path: Path, status: int) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)})
    before = shape(google, programme.desk)
    google.faults = [Fault(number, on="write", status=status) for number in range(1, 30)]
    google.counts.clear()
    result = programme.run("consolidate")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert shape(google, programme.desk) == before
    google.faults = []
    assert programme.run("consolidate").exit_code == 0


def test_a_quota_is_waited_for(google: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    google.quota = {"read": 2, "write": 60, "seconds": 1}
    monkeypatch.setattr(calls, "SECONDS", 0.2)
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)})
    assert programme.run("consolidate").exit_code == 0
    assert programme.desk.note("Essai", "D2").startswith("⚠")


# large writes


def test_a_write_that_is_too_large_is_cut_and_shown_at_once(
    google: Emulator, tmp_path: Path, copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)}, "Entier")
    whole.open().publish(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}, DAY, copies)
    end, _ = shape(google, whole)
    monkeypatch.setattr(workbook, "SAFE_BYTES", 20_000)
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)}, "Coupé")
    book = desk.open()
    google.calls.clear()
    seen: list[list[str]] = []
    write = book.api.write  # type: ignore[attr-defined]

    def watched(*asked: Any) -> None:
        seen.append(desk.tabs())
        write(*asked)

    monkeypatch.setattr(book.api, "write", watched)  # type: ignore[attr-defined]
    book.publish(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}, DAY, copies)
    assert len(seen) <= -(-sum(call["bytes"] for call in google.calls) // 20_000) + 2  # as few as needed
    assert all(call["bytes"] < 25_000 for call in google.calls)
    assert all(tabs == ["Saisie"] for tabs in seen)
    assert shape(google, desk)[0] == end
    assert desk.open().publish(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}, DAY, copies) == "unchanged"


@pytest.mark.parametrize("cut", range(1, 8))
def test_a_run_cut_off_in_a_large_write_leaves_the_old_state_and_the_next_one_tidies_up(
    google: Emulator, tmp_path: Path, copies: Copies, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    monkeypatch.setattr(workbook, "SAFE_BYTES", 20_000)
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)})
    book = desk.open()
    write, done = book.api.write, []  # type: ignore[attr-defined, var-annotated]

    def killed(*asked: Any) -> None:
        if len(done) == cut:
            raise KeyboardInterrupt
        done.append(write(*asked))

    monkeypatch.setattr(book.api, "write", killed)  # type: ignore[attr-defined]
    with pytest.raises(KeyboardInterrupt):
        book.publish(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}, DAY, copies)
    monkeypatch.setattr(book.api, "write", write)  # type: ignore[attr-defined]
    assert (desk.tabs(), desk.note("Saisie", "A2")) == (["Saisie"], "")
    assert desk.open().tabs == ["Saisie"]
    assert desk.open().publish(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}, DAY, copies) == "changed"
    assert [tab.title for tab in desk.book.tabs] == ["Saisie", "Pilotage", "Anomalies", "Consortium"]


def test_too_many_cells_are_told_before_they_are_met(
    google: Emulator, tmp_path: Path, copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_CELLS", 3000)
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)})
    with pytest.raises(Untouchable) as refusal:
        desk.open().publish(sheets_for("Saisie"), {}, DAY, copies)
    assert refusal.value.code == "google.too_many_cells"


# people who work while we do


def test_what_is_typed_meanwhile_is_left_alone_and_waits_for_the_next_run(
    google: Emulator, tmp_path: Path, copies: Copies
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, BAD, OMAR)})
    book = desk.open()
    desk.type("Saisie", "D2", "12/03/1990")
    desk.write_note("Saisie", "A3", "écrit entre-temps")
    book.publish([], {"Saisie": {"D2": WRONG, "A3": WRONG}}, DAY, copies)
    assert (desk.value("Saisie", "D2"), desk.note("Saisie", "D2"), desk.colour("Saisie", "D2")) == ("12/03/1990", "", None)
    assert (desk.note("Saisie", "A3"), desk.colour("Saisie", "A3")) == ("écrit entre-temps", "#FFCFBF")
    assert book.said == ["1\xa0remarque attend le prochain passage : la saisie a changé pendant celui-ci."]


def test_rows_that_moved_are_found_again(google: Emulator, tmp_path: Path, copies: Copies) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, BAD, OMAR)})
    book = desk.open()
    where = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    desk.does({"insertDimension": {"range": where, "inheritFromBefore": True}})
    desk.type("Saisie", "A2", "NOUVELLE")
    book.publish([], {"Saisie": {"D2": WRONG}}, DAY, copies)
    assert [desk.note("Saisie", f"D{row}") for row in (2, 3, 4)] == ["", WRONG.text, ""]


def test_a_tab_sorted_meanwhile_keeps_its_marks_with_the_people(google: Emulator, tmp_path: Path, copies: Copies) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, BAD, OMAR)})
    desk.open().publish([], {"Saisie": {"D2": WRONG}}, DAY, copies)
    book = desk.open()
    area = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 9}
    desk.does({"sortRange": {"range": area, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]}})
    book.publish([], {"Saisie": {"D2": WRONG}}, DAY, copies)
    assert (desk.value("Saisie", "A3"), desk.note("Saisie", "D3"), desk.note("Saisie", "D2")) == ("DIALLO", WRONG.text, "")


def test_a_tab_renamed_meanwhile_is_no_accident(google: Emulator, tmp_path: Path, copies: Copies) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, BAD)})
    book = desk.open()
    desk.does({"updateSheetProperties": {"properties": {"sheetId": 0, "title": "Saisie 2026"}, "fields": "title"}})
    book.publish(sheets_for("Saisie"), {"Saisie": {"D2": WRONG}}, DAY, copies)
    assert desk.tabs() == ["Saisie 2026", "Pilotage", "Anomalies", "Consortium"]
    assert desk.note("Saisie 2026", "D2") == ""


def test_cells_that_are_protected_from_us_are_left_alone_and_told(google: Emulator, tmp_path: Path, copies: Copies) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, BAD, OMAR)})
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2}
    desk.does({"addProtectedRange": {"protectedRange": {"range": area, "editors": {"users": [OWNER]}}}})
    book = desk.open()
    book.publish([], {"Saisie": {"D2": WRONG, "D3": WRONG}}, DAY, copies)
    assert (desk.note("Saisie", "D2"), desk.note("Saisie", "D3")) == ("", WRONG.text)
    assert "protégées" in book.said[0]


def test_generated_tabs_are_closed_to_others_but_for_the_answers(google: Emulator, tmp_path: Path, copies: Copies) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)})
    sheet = Sheet("Questions", [Block(0, 0, [["Question", "Réponse"], ["Même personne ?", None]], ["header", "answer"])], {}, {}, lists=[(Span(1, 1, 1, 1), ("oui", "non"))])  # fmt: skip
    desk.open().publish([sheet], {}, DAY, copies)
    desk.book.shares["marie@exemple.fr"] = "writer"
    tab = desk.book.tabs[-1].id

    def types(column: int) -> None:
        start = {"sheetId": tab, "rowIndex": 1, "columnIndex": column}
        cell = {"userEnteredValue": {"stringValue": "oui"}}
        asked = {"requests": [{"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}}]}
        desk.emulator.files.books[desk.id] = changes.apply(desk.book, asked, "marie@exemple.fr")[0]

    with pytest.raises(ApiError, match="protected cell"):
        types(0)
    types(1)
    assert desk.open().publish([sheet], {}, DAY, copies) == "unchanged"


# what cells hold


def test_texts_are_never_formulas_and_very_long_ones_are_cut(google: Emulator, tmp_path: Path, copies: Copies) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)})
    texts = ["=1+1", "+33 6 12", "-5", "@nom", "01000", "'quoted", "2024-03-01", "TRUE", "é" * 60_000]
    desk.open().publish([Sheet("Textes", [Block(0, 0, [[text] for text in texts], ["text"])], {}, {})], {}, DAY, copies)
    assert [desk.value("Textes", f"A{row}") for row in range(1, 9)] == texts[:8]
    assert len(desk.value("Textes", "A9")) == 50_000
    read = desk.open().read("Textes").rows
    assert [row[0] for row in read[:8]] == texts[:8]


def test_hidden_rows_columns_and_merges_are_seen(google: Emulator, tmp_path: Path) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA, OMAR)})
    rows = {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    columns = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    hide = {"properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 2}
    desk.does(
        {"updateDimensionProperties": {"range": rows, **hide}}, {"updateDimensionProperties": {"range": columns, **hide}},
        {"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}},
    )  # fmt: skip
    grid = desk.open().read("Saisie")
    assert (set(grid.hidden_rows), set(grid.hidden_columns), grid.merged) == ({2}, {1}, ((0, 0, 0, 1),))


@pytest.mark.parametrize(("locale", "limit"), [("fr_FR", "0,2"), ("en_US", "0.2")])
def test_limits_are_typed_in_the_spreadsheets_language(
    google: Emulator, tmp_path: Path, copies: Copies, locale: str, limit: str
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)})
    desk.book.properties["locale"] = locale
    desk.open().publish(sheets_for("Saisie"), {}, DAY, copies)
    tab = desk.book.tabs[1]
    rule = tab.extras["conditionalFormats"][0]["booleanRule"]["condition"]
    assert rule == {"type": "NUMBER_LESS", "values": [{"userEnteredValue": limit}]}
    chart = tab.extras["charts"][0]["spec"]
    assert (chart["title"], chart["altText"], chart["basicChart"]["chartType"]) == ("Entrées", "Entrées par mois", "LINE")
    assert (tab.grid["frozenRowCount"], tab.grid["frozenColumnCount"]) == (4, 1)
    assert "basicFilter" in desk.book.tabs[2].extras


def test_a_chart_and_a_rule_that_somebody_added_to_a_generated_tab(google: Emulator, tmp_path: Path, copies: Copies) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)})
    desk.open().publish(sheets_for("Saisie"), {}, DAY, copies)
    chart: Json = json.loads(json.dumps(desk.book.tabs[1].extras["charts"][0])) | {"chartId": 77}
    desk.does({"addChart": {"chart": chart}})
    desk.open().publish(sheets_for("Autre"), {}, DAY, copies)
    desk.type("Pilotage", "A1", "tapé dessus")
    desk.open().publish(sheets_for("Autre"), {}, DAY, copies)
    assert sorted(chart["chartId"] == 77 for chart in desk.book.tabs[1].extras["charts"]) == [False, True]


# several spreadsheets


def test_one_spreadsheet_a_siae_and_the_generated_sheets_elsewhere(google: Emulator, tmp_path: Path) -> None:
    consortium, steering = (GoogleDesk(google, tmp_path, {"Vide": ()}, title) for title in ("Consortium", "Pilotage"))
    own = GoogleDesk(google, tmp_path, {"Deux": (HEADERS, BAD)}, "Deux")
    more = f"consortium: {{workbook: '{consortium.where}'}}\nsteering: {{workbook: {steering.id}}}\n"
    programme = Programme(google, tmp_path / "p", {"Un": (HEADERS, ANNA, OMAR)}, more)
    config = programme.folder / "config.yaml"
    config.write_text(
        config.read_text().replace("siae:\n", f"siae:\n  - {{tab: Deux, name: Deux, kind: EI, workbook: {own.id}}}\n"),
        encoding="utf-8",
    )
    result = programme.run("consolidate")
    assert result.exit_code == 0, result.output
    assert (programme.desk.tabs(), own.tabs()) == (["Un"], ["Deux"])
    assert (consortium.tabs(), steering.tabs()) == (["Vide", "Anomalies", "Consortium"], ["Vide", "Pilotage"])
    assert own.note("Deux", "D2").startswith("⚠")
    link = next(
        cell["textFormatRuns"][0]["format"]["link"]["uri"]
        for cell in consortium._tab("Anomalies").cells.values()
        if "textFormatRuns" in cell
    )
    assert link == f"https://docs.google.com/spreadsheets/d/{own.id}/edit#gid=0&range=D2"
    assert not any("DIALLO" in str(cell) for tab in consortium.book.tabs for cell in tab.cells.values())


def test_links_within_the_spreadsheet_lead_to_the_cell(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Un": (HEADERS, ANNA), "Deux": (HEADERS, BAD)})
    programme.run("consolidate")
    links = [
        cell["textFormatRuns"][0]["format"]["link"]["uri"]
        for cell in programme.desk._tab("Anomalies").cells.values()
        if "textFormatRuns" in cell
    ]
    assert f"#gid={programme.desk._tab('Deux').id}&range=D2" in links


# what is said, and what is kept


def refused(programme: Programme, words: str = "check") -> str:
    result = programme.run(words)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.output.replace("\n", " ")


def test_a_wrong_id_and_a_spreadsheet_not_shared_are_told_apart(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    account = next(iter(google.accounts.keys))
    del programme.desk.book.shares[account]
    assert f"n'est pas partagé avec {account}" in refused(programme)
    del google.files.books[programme.desk.id]
    assert "Aucun classeur Google n'a l'identifiant" in refused(programme)


def test_an_api_that_is_off_a_wrong_clock_and_a_revoked_key_are_told(google: Emulator, tmp_path: Path) -> None:
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


def test_google_out_of_reach_is_told(google: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


@pytest.mark.parametrize(("where", "ending"), [("drive", ""), ("no copy", ".xlsx"), ("no drive", ".json.gz")])
def test_a_copy_is_kept_before_the_first_write_of_a_day(google: Emulator, tmp_path: Path, where: str, ending: str) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)})
    programme.desk.book.properties["x-no-copy"] = where == "no copy"
    google.disabled = {"drive.googleapis.com"} if where == "no drive" else set()
    programme.run("consolidate")
    programme.desk.type("Essai", "A2", "AUTRE")
    programme.run("consolidate")
    kept = json.loads(next((programme.folder / "historique" / "copies").glob("google-*.json")).read_text())
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
    assert len(json.loads(next((programme.folder / "historique" / "copies").glob("google-*.json")).read_text())) == 2


def test_no_secret_is_ever_shown_or_kept(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)})
    key = json.loads((tmp_path / "cle.json").read_text())
    said = [programme.run("--debug", "prepare").output]
    google.accounts.keys.clear()
    workbook._access.cache_clear()
    said.append(programme.run("prepare").output)
    secrets = [key["private_key"][40:90], key["private_key_id"], *google.accounts.tokens]
    for text in [*said, *(file.read_text(errors="replace") for file in programme.folder.rglob("*") if file.is_file())]:
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


def test_a_person_who_signed_in_may_be_revoked(google: Emulator, tmp_path: Path, home: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    (home / "authorized_user.json").write_text(json.dumps(google.accounts.new_person()))
    google.accounts.people.clear()
    assert "doctor --sign-in" in refused(programme)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://docs.google.com/spreadsheets/d/1AbC-d_E/edit?usp=sharing#gid=0", "1AbC-d_E"),
        ("https://docs.google.com/spreadsheets/u/1/d/1AbC-d_E", "1AbC-d_E"),
        ("1qFopcWEGi_JqeOGvSs93SyFdsSI8J30NzrX92_HZBR0", "1qFopcWEGi_JqeOGvSs93SyFdsSI8J30NzrX92_HZBR0"),
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
    result = CliRunner().invoke(app, ["adopt", desk.where, "--config", str(config), "--as-of", AS_OF])
    assert result.exit_code == 0, result.output
    assert f'workbook: "https://docs.google.com/spreadsheets/d/{desk.id}"' in config.read_text(encoding="utf-8")
    assert CliRunner().invoke(app, ["check", "--config", str(config), "--as-of", AS_OF]).exit_code in (0, 1)


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
    programme.desk.does({"updateSheetProperties": {"properties": {"sheetId": 0, "title": "Essais"}, "fields": "title"}})
    assert "l'onglet « Essai » n'y est pas ; « Essais » y est" in doctor()
    programme.desk.does({"updateSheetProperties": {"properties": {"sheetId": 0, "title": "Essai"}, "fields": "title"}})
    google.disabled = {"drive.googleapis.com"}
    assert "la copie d'avant chaque écriture est un fichier" in doctor(0)
    google.disabled = set()
    programme.desk.book.properties["locale"] = "en_US"
    said = doctor(0)
    assert "sa langue est en_US" in said
    assert said.endswith("Tout est prêt.\n")


# copies


@pytest.mark.parametrize("drive", [True, False])
def test_a_copy_is_put_back_cell_for_cell_and_the_state_before_is_kept_too(google: Emulator, tmp_path: Path, drive: bool) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD, OMAR)})
    google.disabled = set() if drive else {"drive.googleapis.com"}
    desk = programme.desk
    desk.write_note("Essai", "B2", "Une note de Marie")
    desk.paint("Essai", "A3", "#FFFF00")
    area = {"sheetId": 0, "startRowIndex": 5, "endRowIndex": 6, "startColumnIndex": 0, "endColumnIndex": 2}
    desk.does({"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}})
    before = dict(desk.book.tabs[0].cells)
    assert "Aucune copie" in programme.run("restore").stdout
    programme.run("consolidate")
    desk.does(
        {"deleteDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 3}}},
        {"updateSheetProperties": {"properties": {"sheetId": 0, "title": "Abîmé"}, "fields": "title"}},
    )
    assert f"→  https://docs.google.com/spreadsheets/d/{desk.id}" in programme.run("restore").stdout
    assert "Rien n'est écrit" in programme.run("restore", "1", "--dry-run").stdout
    google.counts.clear()
    google.faults = [Fault(2 if drive else 1, on="write", status=503, applied=True)]
    result = programme.run("restore", "1")
    assert result.exit_code == 0, result.output
    assert desk.book.tabs[0].title == "Essai"
    assert desk.book.tabs[0].cells == before
    assert desk.book.tabs[0].extras["merges"] == [{key: value for key, value in area.items() if key != "sheetId"}]
    assert "avant restauration" in programme.run("restore").stdout


def test_old_copies_go_to_the_bin(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)}, "history: {copies: 2}\n")
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
    formulas = [cell.get("userEnteredValue", {}).get("formulaValue", "") for cell in tab.cells.values()]
    assert sum(formula.startswith("=SPARKLINE(Q") for formula in formulas) == 7
    assert len(tab.extras["charts"]) == 5
    assert all(chart["spec"]["altText"] for chart in tab.extras["charts"])
