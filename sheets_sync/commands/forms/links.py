"""`forms links`: who may send entries from a phone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.errors import Refusal, must_be_known
from sheets_sync.web.phone.links import Access, end, give, given, renew
from sheets_sync.web.phone.people import why_no_list
from sheets_sync.web.phone.qr import QR_ENDINGS, write_qr
from sheets_sync.web.phone.serve import link_to


def links(
    options: WritingOptions,
    siae: Annotated[
        str, typer.Option("--siae", help="Faire un lien de saisie pour cette SIAE.", metavar="SIAE")
    ] = "",
    who: Annotated[
        str, typer.Option("--who", help="À qui le lien est donné (initiales).", metavar="QUI")
    ] = "",
    revoke: Annotated[
        int, typer.Option("--revoke", help="Retirer le lien de ce numéro.", metavar="N")
    ] = 0,
    renew_number: Annotated[
        int,
        typer.Option(
            "--renew",
            help="Donner un autre lien à la place de celui de ce numéro, qui sert encore 7 jours.",
            metavar="N",
        ),
    ] = 0,
    days: Annotated[
        int,
        typer.Option(
            "--days",
            help="Durée du nouveau lien ; sans rien, celle de config.yaml (web, link_days).",
            metavar="JOURS",
            min=0,
            max=1095,
        ),
    ] = 0,
    qr: Annotated[
        str,
        typer.Option(
            "--qr",
            help="Écrire aussi le nouveau lien en code QR (.svg ou .png).",
            metavar="FICHIER",
        ),
    ] = "",
) -> None:
    """Lister les liens de saisie sur téléphone, en faire un, ou en retirer un."""
    workspace, day = options.begin()
    history, link = workspace.history, None
    accesses = given(history)
    for number in filter(None, (revoke, renew_number)):
        if not 0 < number <= len(accesses):
            raise Refusal("web.no_link", number=number)
    if renew_number and not accesses[renew_number - 1].opens_on(day):
        raise Refusal("web.link_is_over", number=renew_number)
    if siae:
        must_be_known("commands.the_siae", siae, workspace.member_names)
    image = _image_file(qr) if qr else None
    length = days or workspace.web.link_days
    if revoke and not options.dry_run:
        end(history, revoke, day)
    if renew_number and not options.dry_run:
        link = link_to(workspace.web, renew(history, renew_number, day, length))
    if siae and not options.dry_run:
        link = link_to(workspace.web, give(history, siae, who, day, length))
    why = why_no_list(workspace, siae, who, day) if siae else ""
    if image and link:
        write_qr(link, image)
    options.report(
        data=lambda: {"links": _links_json(given(history)), "made": link, "why": why},
        text=lambda: _links_text(given(history), link, day, image, why),
    )


def _image_file(name: str) -> Path:
    """The file for a QR code, whose ending says what it is."""
    file = Path(name)
    if file.suffix.lower() not in QR_ENDINGS:
        raise Refusal("web.qr_ending", file=file.name)
    return file


def _links_json(accesses: Sequence[Access]) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "who": access.who,
            "siae": access.siae,
            "made": access.made,
            "ended": access.ended,
            "until": access.until,
        }
        for number, access in enumerate(accesses, 1)
    ]


def _links_text(
    accesses: Sequence[Access], link: str | None, day: date, image: Path | None, why: str
) -> str:
    """The links to the form on the phone, and the new one, which is shown this once.

    Args:
        why: why it would list nobody that its holder follows, "" where it would.
    """
    lines = [_access_line(number, access, day) for number, access in enumerate(accesses, 1)]
    if not lines:
        lines.append(sentence("commands.no_link_yet"))
    if link:
        lines += ["", sentence("commands.new_link"), f"  {link}"]
    if link and image:
        lines.append(sentence("commands.link_image", file=image))
    if why:
        lines.append(why)
    return "\n".join(lines)


def _access_line(number: int, access: Access, day: date) -> str:
    text = sentence(
        "commands.link",
        siae=access.siae,
        who=access.who or sentence("commands.no_name"),
        day=date.fromisoformat(access.made),
    )
    return f"{number:>3}  {text}{_end_of_link(access, day)}"


def _end_of_link(access: Access, day: date) -> str:
    if access.ended:
        return sentence("commands.link_ended", day=date.fromisoformat(access.ended))
    if not access.until:
        return sentence("commands.link_without_end")
    code = "commands.link_until" if access.opens_on(day) else "commands.link_over"
    return sentence(code, day=date.fromisoformat(access.until))
