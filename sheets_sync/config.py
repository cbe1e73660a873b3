"""`config.yaml`: which workbook, which tabs, which targets, meetings and funders."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, field_validator, model_validator

from forms.definition_file import Definition, load
from forms.loading import module_names
from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal, refusing_mistakes
from sheets_sync.settings.funder import Funder
from sheets_sync.settings.meeting import Meeting, usual_meetings
from sheets_sync.settings.sections import Exits, Export, Google, History, Mail, Privacy, Web
from sheets_sync.settings.siae import ColumnSettings, Siae
from sheets_sync.settings.tabs import Elsewhere, Tabs
from sheets_sync.settings.texts import FileKey, Line

MOST_MEMBERS = 1_000
"""Of a consortium: the largest there are have some forty."""


class Config(Definition):
    """The whole of `config.yaml`.

    Attributes:
        coordination: form → what is settled of the columns of its tab.
        leave: the tabs of the staff's workbooks that are no business of ours.
        modules: fields and indicators beyond the usual ones, by name: what a funder asks for.
        logo: the programme's own, a picture beside it.
        folder: where it lies, and what relative paths are relative to. file: the file itself.
    """

    programme: Line
    workbook: Line
    siae: tuple[Siae, ...] = Field(min_length=1, max_length=MOST_MEMBERS)
    tabs: Tabs = Tabs()
    coordination: dict[str, ColumnSettings] = Field(default_factory=dict)
    leave: tuple[Line, ...] = ()
    modules: tuple[Line, ...] = ()
    consortium: Elsewhere = Elsewhere()
    steering: Elsewhere = Elsewhere()
    targets: dict[str, float | dict[str, float]] = Field(default_factory=dict)
    meetings: dict[FileKey, Meeting] = Field(default_factory=usual_meetings)
    funders: dict[FileKey, Funder] = Field(
        default_factory=lambda: {"dreets": Funder(name="DREETS")}
    )
    privacy: Privacy = Privacy()
    export: Export = Export()
    google: Google = Google()
    web: Web = Web()
    mail: Mail = Mail()
    history: History = History()
    exits: Exits = Exits()
    documents: Line = "documents"
    logo: Line = ""
    feedback: bool = True
    folder: Path = Field(default=Path(), exclude=True, init=False)
    file: Path = Field(default=Path(), exclude=True, init=False)

    @field_validator("siae")
    @classmethod
    def _once_each(cls, members: tuple[Siae, ...]) -> tuple[Siae, ...]:
        # Cards and answers know an SIAE by its name however it is written.
        names = [fold(member.name) or member.name for member in members]
        tab_keys = [(member.workbook, member.tab) for member in members]
        for member, name, tab_key in zip(members, names, tab_keys, strict=True):
            if names.count(name) > 1:
                raise ValueError(sentence("errors.config.name_twice", name=member.name))
            if tab_keys.count(tab_key) > 1:
                raise ValueError(sentence("errors.config.tab_twice", tab=member.tab))
        return members

    @field_validator("modules")
    @classmethod
    def _modules_exist(cls, modules: tuple[str, ...]) -> tuple[str, ...]:
        for name in modules:
            if name not in module_names():
                known = list(module_names())
                raise ValueError(sentence("errors.config.module", name=name, known=known))
        return tuple(dict.fromkeys(modules))

    @model_validator(mode="after")
    def _nothing_read_is_left_aside(self) -> Config:
        for member in self.siae:
            if member.tab in self.leave:
                raise ValueError(sentence("errors.config.left_and_read", tab=member.tab))
        return self

    @model_validator(mode="after")
    def _targets_name_members(self) -> Config:
        known = {member.name for member in self.siae}
        by_siae = {
            indicator: target
            for indicator, target in self.targets.items()
            if isinstance(target, Mapping)
        }
        for indicator, of_members in by_siae.items():
            for name in of_members:
                if name not in known and name != "ensemble":
                    values = {"indicator": indicator, "siae": name}
                    raise ValueError(sentence("errors.config.target_siae", **values))
        return self


def load_config(file: Path) -> Config:
    """The checked configuration.

    Raises:
        Refusal: the file is missing or has a mistake; the sentence names the line and key.
    """
    try:
        with refusing_mistakes("config.wrong"):
            config = load(file, Config)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise Refusal("config.missing", file=file) from error
    file = file.absolute()
    return config.model_copy(update={"folder": file.parent, "file": file})
