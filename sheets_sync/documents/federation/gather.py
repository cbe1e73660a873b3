"""A folder of files of shared figures, read; what cannot stand beside the others is refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from sheets_sync.documents.federation.figures_file import (
    SCHEMA,
    SCHEMA_NAME,
    FiguresFile,
    ReceivedFile,
    read_figures,
    schema_of,
)
from sheets_sync.errors import Refusal


def read_folder(folder: Path, but: Path, as_of: date) -> list[ReceivedFile]:
    """The files of shared figures in a folder and its folders, up to a day, each once.

    Args:
        but: a folder that is left out: where what is made of them goes.

    Raises:
        Refusal: one cannot be read, or they do not go together.
    """
    if not folder.is_dir():
        raise Refusal("federate.no_folder", folder=folder)
    files = sorted(file for file in folder.rglob("*.parquet") if but not in file.parents)
    if not files:
        raise Refusal("federate.no_file", folder=folder)
    _refuse_mixed_schemas(folder, files)
    read = [read_figures(file) for file in files]
    upto = [each for each in read if each.as_of <= as_of]
    if not upto:
        raise Refusal("federate.none_yet", folder=folder, day=as_of)
    return _each_once(upto)


def newest_of_each(files: Iterable[ReceivedFile]) -> list[FiguresFile]:
    """What the newest file of each programme says, in the order of their names."""
    newest: dict[str, ReceivedFile] = {}
    for each in sorted(files, key=lambda file: file.as_of):
        newest[each.programme.id] = each
    ordered = sorted(newest.values(), key=lambda file: (file.programme.name, file.programme.id))
    return [each.shared for each in ordered]


def _refuse_mixed_schemas(folder: Path, files: Sequence[Path]) -> None:
    by_schema: dict[str, list[str]] = defaultdict(list)
    for file in files:
        by_schema[schema_of(file)].append(file.relative_to(folder).as_posix())
    # What is no file of figures at all is another matter: it is told by what it is when it is read.
    versions = {
        schema: names for schema, names in by_schema.items() if schema.startswith(SCHEMA_NAME)
    }
    if len(versions) > 1 or (versions and SCHEMA not in versions):
        lines = "\n".join(f"- {schema} : {', '.join(names)}" for schema, names in versions.items())
        raise Refusal("federate.mixed", known=SCHEMA, versions=lines)


def _each_once(files: Sequence[ReceivedFile]) -> list[ReceivedFile]:
    """The files without those that say the same; two of a day that differ are refused."""
    by_programme: dict[tuple[str, date], ReceivedFile] = {}
    for each in files:
        other = by_programme.setdefault((each.programme.id, each.as_of), each)
        # Two programmes may have one name: their figures added up as one would be nobody's.
        if other is not each and not other.says_the_same(each):
            raise Refusal(
                "federate.twice",
                name=each.programme.name,
                day=each.as_of,
                first=other.name,
                second=each.name,
            )
    return list(by_programme.values())
