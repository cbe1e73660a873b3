"""`forms links`: who may send entries from a phone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.options import DEFAULT, AsOf, ConfigOption, DryRun, Json, Quiet
from sheets_sync.commands.steps.running import begin, must_be_known, report
from sheets_sync.errors import Refusal
from sheets_sync.web.links import Access, end, give, given
from sheets_sync.web.serve import link_to


def links(
    siae: Annotated[
        str, typer.Option("--siae", help="Faire un lien de saisie pour cette SIAE.", metavar="SIAE")
    ] = "",
    who: Annotated[
        str, typer.Option("--who", help="À qui le lien est donné (initiales).", metavar="QUI")
    ] = "",
    revoke: Annotated[
        int, typer.Option("--revoke", help="Retirer le lien de ce numéro.", metavar="N")
    ] = 0,
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Lister les liens de saisie sur téléphone, en faire un, ou en retirer un."""
    workspace, day = begin(config, as_of)
    history, link = workspace.history, None
    if revoke and not 0 < revoke <= len(given(history)):
        raise Refusal("web.no_link", number=revoke)
    if siae:
        must_be_known("commands.the_siae", siae, workspace.member_names)
    if revoke and not dry_run:
        end(history, revoke, day)
    if siae and not dry_run:
        link = link_to(workspace.web, give(history, siae, who, day))
    report(
        as_json=as_json,
        quiet=quiet,
        data=lambda: {"links": _links_json(given(history)), "made": link},
        text=lambda: _links_text(given(history), link),
    )


def _links_json(accesses: Sequence[Access]) -> list[dict[str, Any]]:
    return [
        {"number": number, "who": a.who, "siae": a.siae, "made": a.made, "ended": a.ended}
        for number, a in enumerate(accesses, 1)
    ]


def _links_text(accesses: Sequence[Access], link: str | None) -> str:
    """The links to the form on the phone, and the new one, which is shown this once."""
    lines = [_access_line(number, access) for number, access in enumerate(accesses, 1)]
    if not lines:
        lines.append(sentence("commands.no_link_yet"))
    if link:
        lines += ["", sentence("commands.new_link"), f"  {link}"]
    return "\n".join(lines)


def _access_line(number: int, access: Access) -> str:
    text = sentence(
        "commands.link",
        siae=access.siae,
        who=access.who or sentence("commands.no_name"),
        day=date.fromisoformat(access.made),
    )
    if access.ended:
        text += sentence("commands.link_ended", day=date.fromisoformat(access.ended))
    return f"{number:>3}  {text}"
