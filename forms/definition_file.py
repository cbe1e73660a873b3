"""Load a YAML definition into a pydantic model; a mistake names file, line, key and choices."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Protocol, TypeVar

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from forms.nested_models import YamlPath, model_at
from forms.words import printed
from forms.yaml_nodes import NOT_MADE, has_control_character, scalars, unreadable_scalar

Model = TypeVar("Model", bound=BaseModel)
Printed = Annotated[str, AfterValidator(printed)]
"""Words of a definition that people read, whatever apostrophe it was written with."""

# A document of ours has some 3,000 places on 6 levels. An alias inside an alias inside an alias
# (« billion laughs ») has millions in a few hundred bytes: it is refused before it is built.
MAXIMUM_BYTES = 500_000
MAXIMUM_PLACES = 50_000
MAXIMUM_DEPTH = 40
_MOST_SHOWN = 60
"""Characters of a value in a message: enough to know it again."""


class Definition(BaseModel):
    """Base of everything read from YAML: immutable, and an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    renamed_keys: ClassVar[Mapping[str, str]] = {}
    """Keys of former versions, which consortia still have in their files → what they are now."""

    @model_validator(mode="before")
    @classmethod
    def _read_former_keys(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        former = {key for key in data if key in cls.renamed_keys}
        if any(cls.renamed_keys[key] in data for key in former):
            return data  # both are there: the former one is told as unknown
        return {cls.renamed_keys.get(key, key): value for key, value in data.items()}


class DefinitionError(Exception):
    """A definition file that cannot be used. `str()` is the French sentence for the coordinator."""

    def __init__(self, file: Path, line: int, key: str, problem: str) -> None:
        # A key may have been written with a line break.
        key = " ".join(key.split())
        self.file, self.line, self.key, self.problem = file, line, key, problem
        address = f"{file.name}, ligne {line}" + (f", « {key} »" if key else "")
        super().__init__(f"{address} : {problem}")


class Located(Protocol):
    """Plain data, and the way back to the file and line on which each part of it stands."""

    @property
    def data(self) -> Any:
        """The content: dicts, lists, texts, numbers, dates."""

    def error(self, path: YamlPath, problem: str, key: str | None = None) -> DefinitionError:
        """The mistake `problem` of what stands at `path`; `key`: its name if not the path's own."""


@dataclass(frozen=True)
class Source:
    """A YAML file as plain data, and the line on which each of its places stands."""

    file: Path
    data: Any
    lines: Mapping[YamlPath, int]

    def line(self, path: YamlPath) -> int:
        """Line (from 1) of `path`, or of the nearest place above it that stands in the file."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def error(self, path: YamlPath, problem: str, key: str | None = None) -> DefinitionError:
        """The mistake `problem` of what stands at `path`; `key`: its name if not the path's own."""
        name = key_name(path, self.data) if key is None else key
        return DefinitionError(self.file, self.line(path), name, problem)


def key_name(path: YamlPath, data: Any = None) -> str:
    """A path as people name it: « fields.sexe.label »; « fields.3.label » where items have no id.

    Args:
        path: ("fields", 2, "label").
        data: what it leads through.
    """
    parts: list[str] = []
    for part in path:
        data = _child(data, part)
        parts.append(_item_name(data, part) if isinstance(part, int) else part)
    return ".".join(parts)


def _child(data: Any, part: str | int) -> Any:
    try:
        return data[part]
    except (KeyError, IndexError, TypeError):
        return None


def _item_name(item: Any, position: int) -> str:
    """The id of an item of a list, or else its place in it, from 1."""
    if isinstance(item, dict):
        names = [item[key] for key in ("id", "code", "value") if item.get(key)]
        return str(next(iter(names), position + 1))
    return str(position + 1)


def read_yaml(file: Path) -> Source:
    """Parse `file`.

    Raises:
        DefinitionError: not UTF-8, not YAML, the same key twice, or larger than any definition is.
        OSError: the file cannot be opened.
    """
    data = file.read_bytes()
    if len(data) > MAXIMUM_BYTES:
        raise DefinitionError(file, 1, "", _TOO_LARGE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = "le fichier n’est pas en UTF-8 ; l’enregistrer en UTF-8."
        line = data.count(b"\n", 0, error.start) + 1
        raise DefinitionError(file, line, "", problem) from error
    return read_text(file, text)


def read_text(file: Path, text: str) -> Source:
    """Parse a text that is, or will be, in `file`; raises `DefinitionError` as `read_yaml` does."""
    # libyaml is several times faster, but PyYAML can be built without it. The two agree on all that
    # the YAML specification settles; quote what ends in « ? » inside { }, which only libyaml takes.
    loader_class: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        loader = loader_class(text)
    except yaml.YAMLError as error:
        raise _not_yaml(file, text, error) from error
    try:
        node = loader.get_single_node()
        if node is None:
            return Source(file, None, {})
        lines = _lines_of(file, node)
        _refuse_control_characters(file, node)
        return Source(file, _construct(file, loader, node), lines)
    except yaml.YAMLError as error:
        raise _not_yaml(file, text, error) from error
    except RecursionError as error:
        raise DefinitionError(file, 1, "", _TOO_LARGE) from error
    finally:
        loader.dispose()


def load(file: Path, model: type[Model]) -> Model:
    """`file` as a checked `model`.

    Raises:
        DefinitionError: names the line and key of the first mistake and what is allowed there.
        OSError: the file cannot be opened.
    """
    return parse(read_yaml(file), model)


def parse(source: Located, model: type[Model]) -> Model:
    """`source` as a checked `model`; raises `DefinitionError` as `load` does."""
    try:
        return model.model_validate({} if source.data is None else source.data)
    except ValidationError as error:
        mistakes = error.errors()
        typos = (mistake for mistake in mistakes if mistake["type"] == "extra_forbidden")
        raise _explain(source, model, next(typos, mistakes[0])) from error


def closest(word: str, known: Sequence[str]) -> str | None:
    """The known word that `word` was probably meant to be, or None."""
    folded = {name.casefold(): name for name in known}
    # One letter of three that differs makes 0.67; « Femme » and « Homme », 0.6, are other words.
    cutoff = 0.65 if len(word) < 4 else 0.7
    matches = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=cutoff)
    if matches:
        return folded[matches[0]]
    return None


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """« Vouliez-vous … ? » with the nearest known word, else what is allowed; "" if nothing is."""
    nearest = closest(word, known)
    if nearest is not None:
        return f"Vouliez-vous « {nearest} » ?"
    if not known:
        return ""
    return "Possible ici : " + ", ".join(known) + "."


# --- from text to data ---

_TOO_LARGE = "le fichier est trop grand ou trop imbriqué pour être une définition."
_HAS_CONTROL_CHARACTER = "un caractère invisible (de commande) s’y trouve ; l’effacer et retaper."
_NOT_YAML = (
    "le fichier n’est pas du YAML lisible ; vérifier les guillemets, les « : » et l’alignement."
)


def _not_yaml(file: Path, text: str, error: yaml.YAMLError) -> DefinitionError:
    return DefinitionError(file, _line_of(text, error), "", _NOT_YAML)


def _line_of(text: str, error: yaml.YAMLError) -> int:
    if isinstance(error, yaml.MarkedYAMLError):
        # A quote or bracket is told where it opens, anything else where it stands: the block that
        # it is in may begin with the file.
        is_in_block = "block" in (error.context or "")
        mark = error.problem_mark if is_in_block else error.context_mark or error.problem_mark
        if mark:
            return mark.line + 1
        return 1
    # a character that YAML does not allow: the error has its position only
    position = getattr(error, "position", None) or 0
    return text.count("\n", 0, position) + 1


def _lines_of(file: Path, root: yaml.Node) -> dict[YamlPath, int]:
    lines: dict[YamlPath, int] = {}
    _note_lines(file, root, (), lines)
    return lines


def _note_lines(file: Path, node: yaml.Node, path: YamlPath, lines: dict[YamlPath, int]) -> None:
    line = node.start_mark.line + 1
    if len(path) > MAXIMUM_DEPTH or len(lines) > MAXIMUM_PLACES:
        raise DefinitionError(file, line, "", _TOO_LARGE)
    lines.setdefault(path, line)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = _key_text(file, key)
            if (*path, name) in lines:
                raise DefinitionError(
                    file, key.start_mark.line + 1, name, "cette clé est écrite deux fois."
                )
            lines[*path, name] = key.start_mark.line + 1
            _note_lines(file, value, (*path, name), lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _note_lines(file, value, (*path, index), lines)


def _key_text(file: Path, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise DefinitionError(file, node.start_mark.line + 1, "", "une clé doit être un mot.")
    return str(node.value)


def _construct(file: Path, loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    try:
        data = loader.construct_document(node)
        # A number of thousands of digits is made (0xfff…), but nothing can write it.
        repr(data)
    except NOT_MADE as error:
        raise _not_possible(file, unreadable_scalar(node)) from error
    return data


def _not_possible(file: Path, node: yaml.Node) -> DefinitionError:
    value = shortened(node.value)
    problem = f"« {value} » n’est pas une valeur possible (date ou nombre)."
    return DefinitionError(file, node.start_mark.line + 1, "", problem)


def _refuse_control_characters(file: Path, root: yaml.Node) -> None:
    for node in scalars(root):
        if has_control_character(node):
            line = node.start_mark.line + 1
            raise DefinitionError(file, line, "", _HAS_CONTROL_CHARACTER)


def shortened(value: object) -> str:
    """A value as messages show it: the beginning of a long one."""
    text = str(value)
    if len(text) <= _MOST_SHOWN:
        return text
    return f"{text[:_MOST_SHOWN]}…"


# --- from a mistake that pydantic found to a sentence ---

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
    "too_long": "il y en a trop.",
    "invalid_key": "une clé doit être un texte (entre guillemets si besoin).",
    "finite_number": "il faut un nombre fini.",
}
_LIMITS = ("greater_than_equal", "less_than_equal", "greater_than", "less_than")


def _explain(source: Located, model: type[BaseModel], mistake: ErrorDetails) -> DefinitionError:
    path: YamlPath = tuple(
        part
        for part in mistake["loc"]
        if not (isinstance(part, str) and (part.startswith("function-") or part == "[key]"))
    )
    return source.error(path, _problem(model, path, mistake))


def _problem(model: type[BaseModel], path: YamlPath, mistake: ErrorDetails) -> str:
    context = mistake.get("ctx", {})
    given = shortened(mistake["input"])
    kind = mistake["type"]
    if kind == "extra_forbidden":
        return _unknown_key(model, path)
    if kind == "literal_error":
        allowed = context["expected"].replace(" or ", ", ")
        return f"« {given} » n’est pas possible ici. Possible : {allowed}."
    if kind == "value_error":
        return str(context["error"])
    if kind in _LIMITS:
        limits = ", ".join(f"{name} {limit}" for name, limit in context.items())
        return f"« {given} » est hors limites ({limits})."
    return _PROBLEMS.get(kind, f"« {given} » ne convient pas ici.")


def _unknown_key(model: type[BaseModel], path: YamlPath) -> str:
    around = model_at(model, path[:-1])
    if around is None:
        return "cette clé n’existe pas."
    key = str(path[-1])
    renamed: Mapping[str, str] = getattr(around, "renamed_keys", {})
    if key in renamed:
        return f"cette clé s’appelle maintenant « {renamed[key]} »."
    return "cette clé n’existe pas. " + did_you_mean(key, list(around.model_fields))
