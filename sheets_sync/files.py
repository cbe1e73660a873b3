"""Put a file in place whole or not at all, and keep a copy of what it replaces."""

from __future__ import annotations

import contextlib
import hashlib
import io
import itertools
import json
import os
import pickle
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Literal, NamedTuple

from sheets_sync.drafts import new_draft, sweep_dead_drafts
from sheets_sync.errors import Refusal
from sheets_sync.locks import refuse_if_open
from sheets_sync.swapping import replace_if
from sheets_sync.system_refusals import error_of_system, refusal_to_write

_ABOVE = "(dossier parent)"
"""What stands for « .. » among the folders of copies."""
OCCASIONS = "copies.jsonl"
_OWNER_ONLY = 0o600
_COPY = re.compile(r" \d{4}-\d\d-\d\d \d\dh\d{4}( \(\d+\))?$")
_noted: ContextVar[dict[str, str] | None] = ContextVar("_noted", default=None)
Outcome = Literal["new", "changed", "unchanged", "beside"]


class Copies(NamedTuple):
    """Folder that files are copied to before they are replaced.

    Attributes:
        keep: how many copies of one file are kept.
        root: the folder that all files are under; copies stand in the same folders below `folder`.
        occasion: the command that copies are kept before; "" where that is of no interest.
        by: who runs it and on which computer, as it is shown.
    """

    folder: Path
    keep: int
    root: Path
    occasion: str = ""
    by: str = ""


class Occasion(NamedTuple):
    """A time at which a copy was kept: its name, before which command, the local time of it.

    Attributes:
        by: who ran it and on which computer; "" where that was not yet noted.
    """

    copy: str
    before: str
    at: str
    by: str = ""


def put(
    path: Path,
    make: Callable[[Path], object],
    copies: Copies | None = None,
    unchanged_since: str | None = None,
    *,
    private: bool = False,
) -> Outcome:
    """Let `make` write a temporary file, and put it at `path` unless nothing would change.

    Args:
        private: only its owner may read it, whoever could read what it replaces.
        unchanged_since: the digest that the file to be replaced must still have.

    Raises:
        Refusal: the file is open elsewhere, was changed meanwhile, or cannot be written; what was
            there stands.
    """
    path = Path(os.path.realpath(path))  # a link stays a link
    refuse_if_open_output(path)
    draft = _draft_beside(path)
    try:
        sweep_dead_drafts(path)
        make(draft)
        new = digest(draft)
        _note_put(path, new)
        if path.exists() and digest(path) == new:
            _set_mode(path, path, private)
            return "unchanged"
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        outcome: Outcome = "changed" if path.exists() else "new"
        _set_mode(draft, path, private)
        if outcome == "changed":
            if copies is not None:
                keep_copy(path, copies)
            refuse_if_open_output(path)
        _replace(draft, path, unchanged_since)
        _sync_folder(path.parent)
    except Exception as error:
        cause = error_of_system(error)
        if cause is None:
            raise
        if unchanged_since is not None:
            # What was to be replaced may have been moved away before it was read once more.
            _refuse_if_changed(path, unchanged_since)
        raise refusal_to_write(path, cause) from error
    else:
        return outcome
    finally:
        draft.unlink(missing_ok=True)


def refuse_unwritable(path: Path) -> None:
    """Raise `Refusal` where no file could be put at `path`; nothing is left of the trial."""
    target = Path(os.path.realpath(path))
    missing = [folder for folder in target.parents if not folder.exists()]
    _draft_beside(target).unlink()
    for folder in missing:
        folder.rmdir()


def _draft_beside(path: Path) -> Path:
    """An empty file beside another; raises `Refusal` where that one could not be replaced."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            # As Windows refuses it where a program has it open, and any system where we may not.
            path.open("rb+").close()
        return new_draft(path)
    except OSError as error:
        raise refusal_to_write(path, error) from error


def _replace(draft: Path, path: Path, unchanged_since: str | None) -> None:
    _refuse_if_changed(path, unchanged_since)
    if unchanged_since is None:
        draft.replace(path)
    elif not replace_if(draft, path, lambda replaced: digest(replaced) == unchanged_since):
        raise Refusal("workbook.changed", file=path.name)


@contextlib.contextmanager
def noting_what_is_put() -> Iterator[Mapping[str, str]]:
    """Real path of each file put meanwhile → the digest of what was to be there."""
    noted: dict[str, str] = {}
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def _note_put(path: Path, new: str) -> None:
    noted = _noted.get()
    if noted is not None:
        noted[str(path)] = new


def _set_mode(draft: Path, path: Path, private: bool) -> None:
    """Who could read what is replaced may read the draft, unless only its owner may."""
    if private:
        draft.chmod(_OWNER_ONLY)
    elif path.exists():
        shutil.copymode(path, draft)
    else:
        draft.chmod(0o644)


def _refuse_if_changed(path: Path, unchanged_since: str | None) -> None:
    """Raise `Refusal` where a file that was read is another by now, or no longer there."""
    if unchanged_since is None:
        return
    # Made anew it would be a second workbook beside the one that people moved or renamed.
    if not path.exists():
        raise Refusal("workbook.gone", file=path.name)
    if digest(path) != unchanged_since:
        raise Refusal("workbook.changed", file=path.name)


def put_bytes(
    path: Path, data: bytes, copies: Copies | None = None, *, private: bool = False
) -> Outcome:
    """`put` for what is ready."""
    return put(path, lambda draft: draft.write_bytes(data), copies, private=private)


def put_text(path: Path, text: str, *, private: bool = False) -> Outcome:
    """`put` for a text, in UTF-8."""
    return put_bytes(path, text.encode("utf-8"), private=private)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content_digest(*made_of: object) -> bytes:
    """SHA-256 of values: equal ones of equal types have the same, in every run."""
    content = io.BytesIO()
    pickler = pickle.Pickler(content, 5)
    # Equal values may be one object or two: their bytes are to be the same.
    pickler.fast = True
    pickler.dump(made_of)
    return hashlib.sha256(content.getbuffer()).digest()


def refuse_if_open_output(path: Path) -> None:
    """As for the staff's workbook, in the words for a file of ours."""
    try:
        refuse_if_open(path)
    except Refusal as error:
        raise Refusal("output.open", file=path.name) from error


def kept_copies(path: Path, copies: Copies) -> list[Path]:
    """The copies there are of a file, the last kept first.

    By what was noted when each was kept: the time of a file is what a synchroniser or a clock that
    went wrong made of it.
    """
    noted = {copies.folder / each.copy: nth for nth, each in enumerate(occasions(copies))}
    folders = _folders_of_copies(path, copies)
    files = itertools.chain.from_iterable(each.glob(f"*{path.suffix}") for each in folders)
    mine = [
        file for file in files if _COPY.sub("", file.stem) == path.stem and _COPY.search(file.stem)
    ]
    return sorted(
        mine,
        key=lambda file: (
            noted.get(file, -1),
            file.stem.partition(" (")[0],
            len(file.stem),
            file.stem,
        ),
        reverse=True,
    )


def put_kept_copy(copy: Path, path: Path, copies: Copies) -> Outcome:
    """Put a kept copy in the place of the file it was made from, of which a copy is kept too."""
    return put_bytes(path, copy.read_bytes(), copies)


def keep_copy(path: Path, copies: Copies) -> None:
    """A copy named by the time of the file it copies; beyond `keep` others go.

    Only its owner may read it: it holds the names, whoever may open the workbook itself.
    """
    from datetime import datetime

    folder = copies_of(path, copies)
    # Names stand in a copy as in the workbook, which has its own readers.
    copies.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    changed = datetime.fromtimestamp(path.stat().st_mtime)  # noqa: DTZ006 - local, for people
    stamp = changed.strftime("%Y-%m-%d %Hh%M%S")
    names = [f"{path.stem} {stamp}", *(f"{path.stem} {stamp} ({n})" for n in range(2, 100))]
    places = [folder / f"{name}{path.suffix}" for name in names]
    here = digest(path)
    target = next((each for each in places if not each.exists() or digest(each) == here), None)
    if target is not None and not target.exists():
        part = target.with_name(f".{target.name}.part")
        part.touch(mode=_OWNER_ONLY)
        shutil.copyfile(path, part)
        shutil.copystat(path, part)
        part.chmod(_OWNER_ONLY)
        part.replace(target)
    if target is not None and copies.occasion:
        name = target.relative_to(copies.folder).as_posix()
        at = f"{datetime.now():%Y-%m-%d %H:%M}"  # noqa: DTZ005 - local, for people
        note_occasion(copies, Occasion(name, copies.occasion, at, copies.by))
    copies_of_file = kept_copies(path, copies)
    lasting = {*_lasting(copies_of_file, copies), target}
    for old in copies_of_file:
        if old not in lasting:
            old.unlink()
    for copy in kept_copies(path, copies):
        # Those that an earlier version made were as open as the workbook.
        with contextlib.suppress(OSError):
            copy.chmod(_OWNER_ONLY)


def _lasting(newest_first: list[Path], copies: Copies) -> list[Path]:
    """The copies that stay: the last half, and of those before the last of a command in a day.

    So many single entries do not take away what was there before the last run.
    """
    noted = {copies.folder / each.copy: (each.at[:10], each.before) for each in occasions(copies)}
    count = (copies.keep + 1) // 2
    of_commands: dict[object, Path] = {}
    for file in newest_first[count:]:
        of_commands.setdefault(noted.get(file, file), file)
    ordered = dict.fromkeys([*newest_first[:count], *of_commands.values(), *newest_first])
    return list(ordered)[: copies.keep]


def note_occasion(copies: Copies, occasion: Occasion) -> None:
    """Add it to those of the other copies."""
    text = json.dumps(occasion._asdict(), ensure_ascii=False)
    # A line at the end of a file: what a run that is cut off leaves of one is no line.
    path = copies.folder / OCCASIONS
    # Where it cannot be noted, the copy is there all the same, and says of when it is.
    with contextlib.suppress(IsADirectoryError, PermissionError):
        path.touch(mode=_OWNER_ONLY)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n{text}\n")


def occasions(copies: Copies) -> list[Occasion]:
    """When copies were kept and before what, in order; what cannot be read of it is left out."""
    file = copies.folder / OCCASIONS
    if not file.is_file():
        return []
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    known = []
    for line in filter(None, lines):
        with contextlib.suppress(ValueError, TypeError):
            known.append(Occasion(**json.loads(line)))
    return known


def copies_of(path: Path, copies: Copies) -> Path:
    """The folder for the copies of a file: files of one name in several folders keep apart."""
    parent = path.resolve().parent
    try:
        parts = Path(os.path.relpath(parent, copies.root.resolve())).parts
    except ValueError:
        # Windows: from one drive no relative path leads to another.
        parts = ("..", re.sub(r"\W+", "-", parent.drive), *parent.parts[1:])
    return copies.folder.joinpath(*(_ABOVE if part == ".." else part for part in parts))


def copies_below(path: Path, copies: Copies) -> Path:
    """The folder for the copies of a file that has a name of its own, wherever it lies."""
    parts = copies_of(path, copies).relative_to(copies.folder).parts
    return copies.folder.joinpath(*(part for part in parts if part != _ABOVE))


def _folders_of_copies(path: Path, copies: Copies) -> Iterator[Path]:
    """Where copies of a file are: earlier versions kept one from above the root as if below it."""
    own, below = copies_of(path, copies), copies_below(path, copies)
    yield own
    namesake = copies.root / below.relative_to(copies.folder) / path.name
    if own != below and not namesake.exists():
        yield below


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
