"""For pytest on gspread's own tests (`-p`).

What gspread asks of Google goes to the emulator named by `SHEETS_EMULATOR`.
"""

from __future__ import annotations

import os
from typing import Any

import requests
from requests.adapters import HTTPAdapter


class Redirect(HTTPAdapter):
    def send(
        self, request: requests.PreparedRequest, *args: Any, **options: Any
    ) -> requests.Response:
        request.url = os.environ["SHEETS_EMULATOR"] + request.path_url
        return super().send(request, *args, **options)


_made = requests.Session.__init__


def _session(self: requests.Session) -> None:
    _made(self)
    self.mount("https://sheets.googleapis.com/", Redirect())
    self.mount("https://www.googleapis.com/", Redirect())


requests.Session.__init__ = _session  # type: ignore[method-assign]
