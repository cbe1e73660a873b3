"""A link as a QR code, for whoever gets it on paper: a phone opens it without typing."""

from __future__ import annotations

import io
from pathlib import Path

from sheets_sync.files import put_bytes

QR_ENDINGS = (".svg", ".png")
_PIXELS, _MODULES_AROUND = 10, 4
"""Of one module; and the white border that a reader needs (ISO/IEC 18004)."""


def write_qr(link: str, file: Path) -> None:
    """Write a link as a picture, which opens what the link opens: its owner alone may read it.

    Raises:
        Refusal: the file cannot be written.
    """
    import segno

    picture = io.BytesIO()
    # « M »: a sheet that was folded or stained is still read.
    code = segno.make_qr(link, error="m")
    code.save(picture, kind=file.suffix.lower().lstrip("."), scale=_PIXELS, border=_MODULES_AROUND)
    put_bytes(file, picture.getvalue())
    file.chmod(0o600)


def qr_drawing(link: str) -> str:
    """A link as an SVG drawing that stands in a page of ours."""
    import segno

    drawing: str = segno.make_qr(link, error="m").svg_inline(
        scale=6, border=_MODULES_AROUND, svgclass=None, lineclass=None
    )
    return drawing
