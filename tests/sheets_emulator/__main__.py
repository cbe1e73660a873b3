"""`python -m tests.sheets_emulator --port N --key key.json`.

An emulator of its own until it is stopped.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.sheets_emulator.accounts import save
from tests.sheets_emulator.server import Emulator, Server


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.sheets_emulator")
    options.add_argument("--port", type=int, default=0, help="0 takes a free one")
    options.add_argument("--key", type=Path, help="where to write a service account's key")
    options.add_argument(
        "--person", type=Path, help="where to write the authorized_user.json of a person"
    )
    options.add_argument("--email", default="robot@programme-exemple.iam.gserviceaccount.com")
    asked = options.parse_args()
    emulator = Emulator()
    with Server(emulator, asked.port) as server:
        if asked.key:
            save(asked.key, emulator.accounts.new_service_account(asked.email))
        if asked.person:
            save(asked.person, emulator.accounts.new_person())
        sys.stdout.write(f"SHEETS_SYNC_GOOGLE_API={server.address}\n")
        sys.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
