"""An emulator of the parts of Sheets v4 and Drive v3 that gspread uses, as a real HTTP server on
loopback.

`schema` checks requests and answers against Google's own discovery documents and knows the routes
from them, `grid` is what a spreadsheet holds, `cells` what is in a cell, `values` and `changes`
(with `request_rules`, `tab_`, `cell_` and `object_requests`) what the API does to it, `drive` the
files around it, `convert` what Drive makes of an `.xlsx`, `accounts` who may ask, `server` speaks
HTTP: tokens, quotas, faults.

`python -m tests.sheets_emulator --port N --key key.json` starts one, writes a service account's key
whose `token_uri` leads to it, and prints what `SHEETS_SYNC_GOOGLE_API` is to be. While it runs:

- `POST /control/faults`, a list like
  `[{"on": "write", "number": 2, "status": 503, "applied": true}]`: the second write is carried out,
  then answered with 503. `on` is request, read, write or token; instead of `status` there may be
  `"drop": true` (the connection is cut); `applied` false or absent: before it is carried out;
  `delay` in seconds. It starts counting anew.
- `GET /control/calls` lists what came in; `DELETE /control/calls` forgets it.
- `POST /control/settings`, like
  `{"quota": {"read": 60, "write": 60}, "disabled": ["drive.googleapis.com"], "clock_skew": 3600}`.

`python -m tests.sheets_emulator.against_gspread CHECKOUT` holds it against gspread's own tests and
recordings from Google.
"""
