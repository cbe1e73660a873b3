"""Load a YAML definition into a pydantic model; a mistake names file, line, key and what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

YamlPath = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


class Definition(BaseModel):
    """Base of everything read from YAML: immutable, and an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DefinitionError(Exception):
    """A definition file that cannot be used. `str()` is the French sentence for the coordinator."""

    def __init__(self, file: Path, line: int, key: str, problem: str) -> None:
        self.file, self.line, self.key, self.problem = file, line, key, problem
        where = f"{file.name}, ligne {line}" + (f", « {key} »" if key else "")
        super().__init__(f"{where} : {problem}")


@dataclass(frozen=True)
class Source:
    """A YAML file as plain data, and the line on which each of its places stands."""

    file: Path
    data: Any
    lines: Mapping[YamlPath, int]

    def line(self, place: YamlPath) -> int:
        """Line (from 1) of `place`, or of the nearest place above it that stands in the file."""
        while place not in self.lines and place:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_yaml(file: Path) -> Source:
    """Parse `file`.

    Raises:
        DefinitionError: not UTF-8, not YAML, or the same key twice.
        OSError: the file cannot be opened.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DefinitionError(
            file, 1, "", "le fichier n'est pas en UTF-8 ; l'enregistrer en UTF-8."
        ) from error
    return read_text(file, text)


def read_text(file: Path, text: str) -> Source:
    """Parse a text that is, or will be, in `file`; raises `DefinitionError` as `read_yaml` does."""
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        lines: dict[YamlPath, int] = {}
        if node is not None:
            _note_lines(file, node, (), lines)
        return Source(file, None if node is None else loader.construct_document(node), lines)
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark or error.problem_mark
        line = mark.line + 1 if mark else 1
        raise DefinitionError(
            file,
            line,
            "",
            "le fichier n'est pas du YAML lisible ; vérifier les guillemets, les « : » et l'alignement.",
        ) from error
    finally:
        loader.dispose()


def load(file: Path, model: type[Model]) -> Model:
    """`file` as a checked `model`.

    Raises:
        DefinitionError: names the line and key of the first mistake and what is allowed there.
        OSError: the file cannot be opened.
    """
    return parse(read_yaml(file), model)


def parse(source: Source, model: type[Model]) -> Model:
    """`source` as a checked `model`; raises `DefinitionError` as `load` does."""
    try:
        return model.model_validate(source.data if source.data is not None else {})
    except ValidationError as error:
        mistakes = error.errors()
        typo = next(
            (mistake for mistake in mistakes if mistake["type"] == "extra_forbidden"), mistakes[0]
        )
        raise _explain(source, model, typo) from error


def closest(word: str, known: Sequence[str]) -> str | None:
    """The known word that `word` was probably meant to be, or None."""
    folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """« Vouliez-vous … ? » with the nearest known word, else the list of what is allowed."""
    near = closest(word, known)
    if near is not None:
        return f"Vouliez-vous « {near} » ?"
    return "Possible ici : " + ", ".join(known) + "."


def _note_lines(file: Path, node: yaml.Node, place: YamlPath, lines: dict[YamlPath, int]) -> None:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise DefinitionError(
                    file, key.start_mark.line + 1, key.value, "cette clé est écrite deux fois."
                )
            seen.add(key.value)
            _note_lines(file, value, (*place, key.value), lines)
            lines[(*place, key.value)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _note_lines(file, value, (*place, index), lines)


_PROBLEMS = {
    "missing": "cette clé manque.",
    "string_type": "il faut un texte (entre guillemets si besoin).",
    "int_type": "il faut un nombre entier.",
    "int_parsing": "il faut un nombre entier.",
    "float_type": "il faut un nombre.",
    "float_parsing": "il faut un nombre.",
    "bool_type": "il faut true ou false.",
    "bool_parsing": "il faut true ou false.",
    "list_type": "il faut une liste.",
    "tuple_type": "il faut une liste.",
    "dict_type": "il faut des clés et des valeurs.",
    "model_type": "il faut des clés et des valeurs.",
    "too_short": "il en faut au moins une.",
}


def _explain(source: Source, model: type[BaseModel], error: ErrorDetails) -> DefinitionError:
    place: YamlPath = tuple(
        part
        for part in error["loc"]
        if not (isinstance(part, str) and part.startswith("function-"))
    )
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
    context = error.get("ctx", {})
    kind = error["type"]
    if kind == "extra_forbidden":
        known = _keys_at(model, place[:-1])
        problem = "cette clé n'existe pas. " + did_you_mean(str(place[-1]), known)
    elif kind == "literal_error":
        problem = f"« {error['input']} » n'est pas possible ici. Possible : {context['expected'].replace(' or ', ', ')}."
    elif kind == "value_error":
        problem = str(context["error"])
    elif kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        problem = f"« {error['input']} » est hors limites ({', '.join(f'{k} {v}' for k, v in context.items())})."
    else:
        problem = _PROBLEMS.get(kind, f"« {error['input']} » ne convient pas ici.")
    return DefinitionError(source.file, source.line(place), key, problem)


def _keys_at(model: type[BaseModel], place: YamlPath) -> list[str]:
    """Keys allowed at `place` inside `model` ([] where they are free)."""
    current: Any = model
    for part in place:
        if isinstance(part, int) and _is_model(current):
            continue  # the model is that of the list's items
        current = _inner(
            current.model_fields[part].annotation if _is_model(current) else current, part
        )
        if current is None:
            return []
    return list(current.model_fields) if _is_model(current) else []


def _inner(annotation: Any, part: str | int) -> Any:
    """The model inside `Model`, `Model | None`, `tuple[Model, ...]` or `dict[str, Model]`."""
    if _is_model(annotation):
        return annotation
    arguments = get_args(annotation)
    if get_origin(annotation) is dict:
        return (
            annotation
            if isinstance(part, int)
            else arguments[1]
            if _is_model(arguments[1])
            else annotation
        )
    for argument in arguments:
        if _is_model(argument):
            return argument
        if get_origin(argument) in (tuple, list, dict, Union):
            return _inner(argument, part)
    return None


def _is_model(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, BaseModel)
