"""`password`: the password of a workbook, asked once and kept in the system's keyring."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.options import DEFAULT, ConfigOption
from sheets_sync.errors import Refusal
from sheets_sync.mailing.account import keep_mail_password
from sheets_sync.settings.sections import Mail
from sheets_sync.workbooks.giving_password import give_password, refuse_unlocked
from sheets_sync.workbooks.remote.address import (
    SharePointAddress,
    WebDavAddress,
    remote_address,
)
from sheets_sync.workbooks.remote.microsoft_account import (
    ANY_DIRECTORY,
    Application,
    MicrosoftAccount,
)
from sheets_sync.workspace import open_workspace


def password(
    name: Annotated[
        str,
        typer.Argument(
            metavar="CLASSEUR",
            help="Le classeur protégé, ou son adresse (Nextcloud, SharePoint, OneDrive).",
        ),
    ] = "",
    application: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help="Pour SharePoint et OneDrive : l'ID de l'application inscrite dans Entra.",
        ),
    ] = "",
    directory: Annotated[
        str, typer.Option(metavar="ID", help="Pour SharePoint et OneDrive : l'ID de l'annuaire.")
    ] = ANY_DIRECTORY,
    mail: Annotated[
        bool,
        typer.Option("--mail", help="Celui du compte qui envoie les relances (mail, config.yaml)."),
    ] = False,
    config: ConfigOption = DEFAULT,
) -> None:
    """Donner une fois le mot de passe d'un classeur protégé, du serveur où il est, ou du compte qui
    envoie les relances ; il est gardé dans le trousseau de l'ordinateur, jamais dans config.yaml.
    Pour SharePoint et OneDrive, se connecter une fois : un code à taper dans le navigateur.
    """
    if mail:
        _ask_of_account(open_workspace(config).config.mail)
        return
    match remote_address(name):
        case WebDavAddress() as address:
            _keep_of_server(name, address)
            return
        case SharePointAddress() as address:
            _sign_in(address, application, directory)
            return
    if not name:
        raise Refusal("password.of_what")
    workbook = Path(name)
    refuse_unlocked(workbook)
    question = sentence("commands.password_of", file=workbook.name)
    give_password(name, Path(), typer.prompt(question, hide_input=True))
    typer.echo(sentence("commands.password_kept", file=workbook.name))


def _keep_of_server(name: str, address: WebDavAddress) -> None:
    words = {"user": address.user, "host": address.host}
    question = sentence("commands.password_on_server", **words)
    give_password(name, Path(), typer.prompt(question, hide_input=True))
    typer.echo(sentence("commands.server_password_kept", **words, file=address.name))


def _sign_in(address: SharePointAddress, application: str, directory: str) -> None:
    account = MicrosoftAccount(address.host)
    known = account.application
    if application or known is None:
        question = sentence("commands.microsoft_application")
        known = Application(application or typer.prompt(question).strip(), directory)
    code = account.ask_code(known)
    typer.echo(sentence("commands.microsoft_code", page=code.page, code=code.text))
    user = account.signed_in(code)
    typer.echo(sentence("commands.microsoft_signed_in", user=user, host=address.host))


def _ask_of_account(mail: Mail) -> None:
    if not (mail.server and mail.user):
        raise Refusal("mail.no_account")
    question = sentence("commands.password_of", file=mail.user)
    keep_mail_password(mail, typer.prompt(question, hide_input=True))
    typer.echo(sentence("commands.mail_password_kept", user=mail.user))
