"""What axe-core says of a page in a real browser."""

from __future__ import annotations

import html
import json
import re
import subprocess
from pathlib import Path
from typing import Any

from tests.needs import AXE, CHROMIUM

AUDIT = """
axe.run(document).then(found => {
  const told = document.createElement("script");
  told.type = "application/json";
  told.id = "told";
  told.textContent = JSON.stringify({
    violations: found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html)]),
    passes: found.passes.length,
    width: document.documentElement.scrollWidth,
    room: document.documentElement.clientWidth,
  });
  document.body.append(told);
});
"""


def audited(page: str, folder: Path, width: int) -> dict[str, Any]:
    """What axe-core says of the page with everything open, in a window so wide."""
    allowed = re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", page)
    allowed = allowed.replace("<details", "<details open")
    script = f"<script>{AXE.read_text(encoding='utf-8')}</script><script>{AUDIT}</script></body>"
    file = folder / "audit.html"
    file.write_text(allowed.replace("</body>", script), encoding="utf-8")
    command = [
        str(CHROMIUM.find()),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={width},900",
        "--virtual-time-budget=30000",
        "--dump-dom",
        file.as_uri(),
    ]
    shown = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stdout
    result = re.search(
        r'<script type="application/json" id="told">(.*?)</script>', shown, re.DOTALL
    )
    assert result is not None, shown[-2000:]
    audit: dict[str, Any] = json.loads(html.unescape(result[1]))
    return audit
