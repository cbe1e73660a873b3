"""Every text in a file that leaves, down to the last part of what is packed in it."""

from __future__ import annotations

import email
import email.policy
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from sheets_sync.parquet import read_parquet_bytes


def texts_of_files(folder: Path, *left_out: str) -> Iterator[tuple[str, str]]:
    """The texts of all files under `folder`, but those that have a folder or name `left_out`."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not set(left_out).intersection(file.relative_to(folder).parts):
            yield str(file.relative_to(folder)), file.name
            yield from texts_of(str(file.relative_to(folder)), file.read_bytes())


def texts_of(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """The name of each part of a file, and its text: as it lies, and without its tags.

    Packages are opened, attachments decoded, columns of tables written out.
    """
    if name.endswith(".parquet"):
        table = read_parquet_bytes(data)
        yield name, "\n".join(str(row) for row in table.rows)
        yield f"{name} schema", str(table.about)
    elif data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield f"{name} names", "\n".join(package.namelist())
            for part in package.namelist():
                yield from texts_of(f"{name} {part}", package.read(part))
    elif name.endswith(".eml"):
        yield from _texts_of_mail(name, data)
    else:
        text = data.decode("utf-8", "replace")
        if name.endswith(".ics"):
            text = re.sub(r"\r?\n[ \t]", "", text)
        yield name, text
        # A name may be cut by what makes half of it bold.
        yield f"{name} without tags", re.sub(r"<[^>]*>", "", text)


def _texts_of_mail(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    yield f"{name} headers", "\n".join(f"{key}: {value}" for key, value in message.items())
    for part in message.walk():
        if part.is_multipart():
            continue
        file = part.get_filename() or "body"
        yield f"{name} part", file
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        yield from texts_of(f"{name} {file}", content)
