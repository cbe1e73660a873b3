"""The desk of the first start: from nothing to a programme."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.config import load_config
from sheets_sync.errors import Refusal
from sheets_sync.files import put_text
from sheets_sync.history.running.here import own_folder
from sheets_sync.reading.adoption.proposed_config import KINDS
from sheets_sync.safe_names import file_name
from sheets_sync.stages.tabs_to_set_up import complete_workbooks
from sheets_sync.web.answering import Answered
from sheets_sync.web.window.office import Desk, Office
from sheets_sync.web.window.start.adopting import adopted_config, looked_at, looked_at_tab
from sheets_sync.web.window.start.beginning import begin_programme
from sheets_sync.web.window.start.browsing import shown_folder
from sheets_sync.web.window.start.coordination_tabs import looked_at_coordination
from sheets_sync.workbooks.giving_password import LOCKED, lock_of
from sheets_sync.workbooks.shared.addresses import is_address
from sheets_sync.workspace import open_workspace

CONFIG = "config.yaml"
_NO_WORKBOOK = ("given.missing", "given.folder", "given.not_a_workbook")
_LAST = "dernier-programme.txt"


class StartDesk:
    """Makes a programme of a workbook, or begins an empty one."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def desk(self) -> Desk:
        """Answers by name."""
        return {
            "about": self.about,
            "browse": self.browse,
            "look": self.look,
            "look_tab": self.look_tab,
            "look_coordination": self.look_coordination,
            "adopt": self.adopt,
            "begin": self.begin,
        }

    def about(self, _data: dict[str, Any]) -> Answered:
        """Whether there is a programme; and what a new one may be."""
        is_set_up = self.office.is_set_up
        programme = ""
        if is_set_up:
            # Without its workbook, which may be locked: Réglages opens it.
            programme = load_config(self.office.file).programme
        content = {"isSetUp": is_set_up, "programme": programme, "kinds": list(KINDS)}
        content |= {"of": self.office.programme_key, "notice": self.office.notice}
        return self.office.door.release("window", content)

    def browse(self, data: dict[str, Any]) -> dict[str, Any]:
        """Contents of a folder of this computer: folders and workbooks."""
        return shown_folder(str(data.get("folder", "")))

    def look(self, data: dict[str, Any]) -> dict[str, Any]:
        """Tabs of a workbook, as far as they are understood; or that it has a programme already."""
        workbook = _place_typed(data)
        config = _config_beside(workbook)
        if config.exists():
            self._take(config)
            return {"isSetUp": True}
        try:
            return {"isSetUp": False, **looked_at(workbook, config, self.office.today())}
        except Refusal as refusal:
            if refusal.code in LOCKED:
                return {"isLocked": True, "by": lock_of(workbook, Path())}
            # What these say to correct in config.yaml is none yet.
            if refusal.code not in _NO_WORKBOOK:
                raise
            raise Refusal("window.no_workbook", file=Path(workbook).name) from refusal

    def look_tab(self, data: dict[str, Any]) -> dict[str, Any]:
        """A tab that was left aside, as that of an SIAE."""
        return looked_at_tab(_place_typed(data), str(data["tab"]), self.office.today())

    def look_coordination(self, data: dict[str, Any]) -> dict[str, Any]:
        """A tab that was left aside, as one of the coordination."""
        workbook, tab = _place_typed(data), str(data["tab"])
        return looked_at_coordination(workbook, tab, str(data["form"]), self.office.today())

    def adopt(self, data: dict[str, Any]) -> dict[str, Any]:
        """Write the config as it was decided."""
        workbook = _place_typed(data)
        config = _config_beside(workbook)
        _refuse_existing(config)
        text = adopted_config(workbook, config, data, self.office.today())
        put_text(config, text)
        self._take(config)
        if Path(workbook).is_dir():
            # Files that are received keep as they are: what all share is a workbook beside them.
            complete_workbooks(
                self.office.workspace("setup"),
                self.office.today(),
                with_columns=False,
                dry_run=False,
            )
        return {"message": sentence("window.adopted", file=config)}

    def begin(self, data: dict[str, Any]) -> dict[str, Any]:
        """An empty workbook with a tab for each SIAE, and its config."""
        folder = Path(str(data["folder"])).expanduser()
        if folder == Path.home():
            # Its files would lie loose among all others of this person.
            folder /= file_name(str(data["programme"]).strip())
        config = folder / CONFIG
        _refuse_existing(config)
        workbook = begin_programme(config, data, self.office.today())
        self._take(config)
        self.office.open_document(workbook)
        return {"message": sentence("window.begun", file=workbook)}

    def _take(self, config: Path) -> None:
        """Work with a programme from now on; raises `Refusal` where its config has a mistake."""
        open_workspace(config)
        if self.office.file != config.resolve():
            # A link opens one programme: the other's phones are not to be told they have none.
            self.office.phone_form.stop()
        self.office.file = config.resolve()
        self.office.notice = ""
        self.office.forget()
        remember_programme(self.office.file)


def remember_programme(config: Path) -> None:
    """Keep which programme was open last on this computer."""
    put_text(own_folder() / _LAST, f"{config}\n", private=True)


def last_programme() -> Path | None:
    """The config that was open last; None where there is none any more."""
    file = own_folder() / _LAST
    if not file.is_file():
        return None
    config = Path(file.read_text(encoding="utf-8").strip())
    if not config.is_file():
        return None
    return config


def _place_typed(data: dict[str, Any]) -> str:
    """Path or address of the workbook; Windows copies a path within quotation marks."""
    return str(data["workbook"]).strip().strip("\"'").strip()


def _config_beside(workbook: str) -> Path:
    """Where the config of a workbook goes: beside a file; for one on the web, in the home."""
    if is_address(workbook):
        return Path.home() / CONFIG
    return Path(workbook).expanduser().absolute().parent / CONFIG


def _refuse_existing(config: Path) -> None:
    if config.exists():
        raise Refusal("adopt.exists", file=config)
