"""A definition in layers: ours, the consortium's beside config.yaml, and its workbook's own tabs.

A later layer adds entries or replaces them, one by one: what it does not name stays as it was. The
result is checked as one file is, and a mistake names the file and line of the layer it stands in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forms.definition_file import DefinitionError, Source, read_yaml
from forms.nested_models import YamlPath

_NO_LISTS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Layers:
    """Several sources as one: the merged `data`, and where each entry of it comes from.

    Attributes:
        data: what the definition holds with all layers in place.
        origins: path of an entry in `data` → the source it comes from, and its path there.
        last: the source that the whole is blamed on where no entry is.
        ours: the source that we ship.
    """

    data: Any
    origins: Mapping[YamlPath, tuple[Source, YamlPath]]
    last: Source
    ours: Source

    def origin(self, path: YamlPath) -> tuple[Source, YamlPath]:
        """The source of what stands at `path`, and its path there."""
        # The deepest entry that a layer gave: what stands below it is at the same place in that
        # file.
        for length in range(len(path), -1, -1):
            if path[:length] in self.origins:
                source, entry = self.origins[path[:length]]
                return source, (*entry, *path[length:])
        return self.last, path

    def error(self, path: YamlPath, problem: str, key: str | None = None) -> DefinitionError:
        """The mistake `problem` of what stands at `path`; `key`: its name if not the path's own."""
        source, entry = self.origin(path)
        if source is self.ours:
            # Ours is nobody's to edit: an entry of the same name beside config takes its place.
            name = source.file.name
            remedy = f"définition fournie : la corriger dans {name} à côté de config.yaml"
            problem = f"{problem} ({remedy})"
        return source.error(entry, problem, key)


def load_layers(
    name: str,
    ours: Path,
    beside: Path | None = None,
    workbook: Source | None = None,
    lists: Mapping[str, str] = _NO_LISTS,
    sections: frozenset[str] = frozenset(),
    modules: Sequence[Path] = (),
) -> Layers:
    """The definition `name` (`exits.yaml`) with all its layers.

    Its entries are the keys of the file. Under a key of `lists` they are the items of a list, told
    apart by the id that is named there; under one of `sections`, the keys of what stands there.

    Args:
        name: the file's name, in both folders.
        ours: the folder of the one we ship.
        beside: the folder of config.yaml, where a file of the same name may lie.
        workbook: the third layer, as read from the workbook's tabs; its lines are the tab's rows.
        modules: files that add to ours, and to which the consortium's adds in turn.
        lists: key of a list → key of its items' id: `{"countries": "value"}`.
        sections: keys whose own keys are entries: `{"let"}`.

    Raises:
        DefinitionError: a layer is no YAML, or not of the shape of the first.
    """
    # Later ones win: who is nearest to the work has the last word.
    sources = [read_yaml(ours / name), *map(read_yaml, modules)]
    if beside is not None and (beside / name).exists():
        sources.append(read_yaml(beside / name))
    if workbook is not None:
        sources.append(workbook)
    merge = _Merge(lists, sections)
    for source in sources:
        merge.add(source)
    return Layers(merge.data(), merge.origins(), sources[-1], sources[0])


@dataclass(frozen=True)
class _Entry:
    value: Any
    source: Source
    path: YamlPath


class _Merge:
    """Entries by key, and by section and key or id; a later one replaces an earlier one."""

    def __init__(self, lists: Mapping[str, str], sections: frozenset[str]) -> None:
        self.lists, self.sections = lists, sections
        self.entries: dict[str, _Entry] = {}
        self.inner: dict[str, dict[str, _Entry]] = {}

    def add(self, source: Source) -> None:
        if source.data is None:  # an empty file, or one of comments only, changes nothing
            return
        if not isinstance(source.data, dict):
            raise source.error((), "il faut des clés et des valeurs.")
        for key, value in source.data.items():
            if key in self.lists:
                self.inner.setdefault(key, {}).update(self.items(source, key, value))
            elif key in self.sections:
                self.inner.setdefault(key, {}).update(self.section(source, key, value))
            else:
                self.entries[key] = _Entry(value, source, (key,))

    def items(self, source: Source, key: str, value: Any) -> dict[str, _Entry]:
        if not isinstance(value, list):
            raise source.error((key,), "il faut une liste.")
        id_key = self.lists[key]
        entries: dict[str, _Entry] = {}
        for index, item in enumerate(value):
            if not isinstance(item, dict) or item.get(id_key) is None:
                raise source.error((key, index), f"il faut ici une clé « {id_key} ».")
            entry_id = str(item[id_key])
            if entry_id in entries:
                raise source.error((key, index, id_key), f"« {entry_id} » est deux fois ici.")
            entries[entry_id] = _Entry(item, source, (key, index))
        return entries

    def section(self, source: Source, key: str, value: Any) -> dict[str, _Entry]:
        if not isinstance(value, dict):
            raise source.error((key,), "il faut des clés et des valeurs.")
        return {str(name): _Entry(inner, source, (key, name)) for name, inner in value.items()}

    def data(self) -> dict[str, Any]:
        whole: dict[str, Any] = {key: entry.value for key, entry in self.entries.items()}
        for key, entries in self.inner.items():
            if key in self.lists:
                whole[key] = [entry.value for entry in entries.values()]
            else:
                whole[key] = {name: entry.value for name, entry in entries.items()}
        return whole

    def origins(self) -> dict[YamlPath, tuple[Source, YamlPath]]:
        origins: dict[YamlPath, tuple[Source, YamlPath]] = {}
        for key, entry in self.entries.items():
            origins[key,] = (entry.source, entry.path)
        for key, entries in self.inner.items():
            for index, (name, entry) in enumerate(entries.items()):
                position = index if key in self.lists else name
                origins[key, position] = (entry.source, entry.path)
        return origins
