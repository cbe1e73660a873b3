"""`password`: the password of a workbook, asked once and kept in the system's keyring."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.workbooks.encrypted.passwords import keep_password
from sheets_sync.workbooks.encrypted.workbook import decrypted
from sheets_sync.workbooks.webdav.address import WebDavAddress, webdav_address
from sheets_sync.workbooks.webdav.remote import Remote, keep_webdav_password
from sheets_sync.workbooks.xlsx.refusals import is_encrypted, refuse_missing


def password(
    name: Annotated[
        str,
        typer.Argument(
            metavar="CLASSEUR", help="Le classeur protégé, ou son adresse WebDAV (Nextcloud)."
        ),
    ],
) -> None:
    """Donner une fois le mot de passe d'un classeur protégé, ou du serveur où il est ; il est gardé
    dans le trousseau de l'ordinateur, jamais dans config.yaml.
    """
    if address := webdav_address(name):
        _keep_of_server(address)
        return
    workbook = Path(name)
    refuse_missing(workbook)
    if not is_encrypted(workbook):
        raise Refusal("password.not_needed", file=workbook.name)
    question = sentence("commands.password_of", file=workbook.name)
    given = typer.prompt(question, hide_input=True)
    decrypted(workbook, given)
    keep_password(workbook, given)
    typer.echo(sentence("commands.password_kept", file=workbook.name))


def _keep_of_server(address: WebDavAddress) -> None:
    words = {"user": address.user, "host": address.host}
    given = typer.prompt(sentence("commands.password_on_server", **words), hide_input=True)
    Remote(address, given).get()
    keep_webdav_password(address, given)
    typer.echo(sentence("commands.server_password_kept", **words, file=address.name))
