"""`config.yaml`: which workbook, which tabs, which targets, meetings and funders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, field_validator, model_validator

from forms.definition_file import Definition, DefinitionError, load
from forms.form import Form
from forms.loading import FORM_IDS
from sheets_sync.errors import Refusal
from sheets_sync.settings import (
    Elsewhere,
    Exits,
    Funder,
    Google,
    History,
    Line,
    Meeting,
    Privacy,
    Siae,
    Tabs,
    Web,
)


class Config(Definition):
    """The whole of `config.yaml`.

    Attributes:
        folder: where it lies, and what relative paths are relative to. file: the file itself.
    """

    programme: Line
    workbook: str
    siae: tuple[Siae, ...] = Field(min_length=1)
    tabs: Tabs = Tabs()
    consortium: Elsewhere = Elsewhere()
    steering: Elsewhere = Elsewhere()
    targets: dict[str, float | dict[str, float]] = Field(default_factory=dict)
    meetings: dict[str, Meeting] = Field(
        default_factory=lambda: {
            "directions": Meeting(title="Comité de pilotage des directions"),
            "accompagnateurs": Meeting(
                title="Échange de pratiques des accompagnateurs", week=3, weekday="jeudi"
            ),
        }
    )
    funders: dict[str, Funder] = Field(default_factory=lambda: {"dreets": Funder(name="DREETS")})
    privacy: Privacy = Privacy()
    google: Google = Google()
    web: Web = Web()
    history: History = History()
    exits: Exits = Exits()
    documents: str = "documents"
    feedback: bool = True
    folder: Path = Field(default=Path(), exclude=True, init=False)
    file: Path = Field(default=Path(), exclude=True, init=False)

    @field_validator("siae")
    @classmethod
    def _once_each(cls, members: tuple[Siae, ...]) -> tuple[Siae, ...]:
        for what, names in (
            ("le nom", [m.name for m in members]),
            ("l'onglet", [f"{m.workbook or ''}{m.tab}" for m in members]),
        ):
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise ValueError(f"{what} « {twice} » est donné à deux SIAE.")
        return members

    @model_validator(mode="after")
    def _targets_name_members(self) -> Config:
        known = {member.name for member in self.siae}
        for indicator, target in self.targets.items():
            for name in target if isinstance(target, Mapping) else ():
                if name not in known and name != "ensemble":
                    raise ValueError(f"objectif « {indicator} » : la SIAE « {name} » n'existe pas.")
        return self

    def target(self, indicator: str, siae: str | None) -> float | None:
        """The target of an indicator for a SIAE, or for the whole (None): what config says, or None."""
        target = self.targets.get(indicator)
        if isinstance(target, Mapping):
            return target.get(siae or "ensemble")
        return target if siae is None else None

    def tab_of(self, form: Form) -> str:
        """The tab that the rows of a form stand in, of those that there is one tab for; of a consortium's own form its label."""
        return str(getattr(self.tabs, form.form)) if form.form in FORM_IDS else form.label

    @property
    def sources(self) -> set[Path]:
        """The staff's workbooks, which nothing of ours may take the place of."""
        books = (self.workbook, *(member.workbook for member in self.siae))
        return {
            (self.folder / book.removeprefix("excel:")).resolve()
            for book in books
            if book and not book.startswith("https://")
        }

    @property
    def generated_file(self) -> str:
        """The file that generated sheets go to where the staff's workbook cannot take them: beside it, or beside config.yaml."""
        plain = re.sub(r"[^\w ]", "", self.programme)
        source = Path(
            self.workbook.removeprefix("excel:") if ".xls" in self.workbook else f"{plain}.xlsx"
        )
        return str(source.with_name(f"{source.stem}-consortium.xlsx"))


def load_config(file: Path) -> Config:
    """The checked configuration.

    Raises:
        Refusal: the file is missing or has a mistake; the sentence names the line and key.
    """
    try:
        config = load(file, Config)
    except FileNotFoundError as error:
        raise Refusal("config.missing", file=file) from error
    except (IsADirectoryError, PermissionError) as error:
        raise Refusal("config.missing", file=file) from error
    except DefinitionError as error:
        raise Refusal("config.wrong", problem=error) from error
    file = file.absolute()
    return config.model_copy(update={"folder": file.parent, "file": file})
