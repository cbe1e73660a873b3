"""A real browser, driven as a person would."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
)
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.needs import AXE, CHROMEDRIVER, CHROMIUM
from tests.serving import DEADLINE_SECONDS, until
from tests.typing_commands import plain

_AUDIT = """
const done = arguments[0];
const told = rule => [rule.id, rule.nodes.map(node => node.html)];
axe.run(document).then(found => done(found.violations.map(told)));
"""
_COUNTS_QUESTIONS = """
{
  const ask = window.fetch;
  window.unanswered = 0;
  window.fetch = async (...question) => {
    window.unanswered += 1;
    try {
      const answer = await ask(...question);
      await answer.clone().arrayBuffer();
      return answer;
    } finally {
      setTimeout(() => { window.unanswered -= 1; });
    }
  };
}
"""
"""Run before any script of a page: how many of its questions wait for an answer."""
_SETTLED = """
const [selector, done] = arguments;
const seen = () => {
  const at = document.querySelector(selector)?.getBoundingClientRect();
  return JSON.stringify([window.unanswered ?? 0, at?.top, at?.left]);
};
const before = seen();
const same = () => done(before.startsWith("[0,") && before === seen());
requestAnimationFrame(() => requestAnimationFrame(same));
"""
_WATCHED = """
const [aimed] = arguments;
window.isHit = false;
const look = ({ target }) => { window.isHit = aimed.contains(target); };
document.addEventListener("click", look, { capture: true, once: true });
"""
_IS_KEPT = "const [done] = arguments; navigator.serviceWorker.ready.then(() => done());"
_MISSED = (
    StaleElementReferenceException,
    ElementClickInterceptedException,
    ElementNotInteractableException,
)
"""Of a click on what was drawn anew, covered or hidden meanwhile."""


class Page:
    """A window on a page, and what a person does in it."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver, self._is_offline = driver, False

    def open(self, address: str) -> None:
        if self._is_offline:  # a test that failed meanwhile
            self.offline(off=False)
        self.driver.get("about:blank")
        self.driver.get(address)

    def find(self, selector: str) -> WebElement:
        return WebDriverWait(self.driver, DEADLINE_SECONDS, 0.02).until(
            lambda driver: driver.find_element(By.CSS_SELECTOR, selector)
        )

    def type(self, selector: str, text: str) -> None:
        until(lambda: self.find(selector).is_displayed() and self.is_settled(selector))
        field = self.find(selector)
        self.driver.execute_script('arguments[0].value = ""', field)
        field.send_keys(text)

    def click(self, selector: str) -> None:
        """Click on it as a person does: once it stands still, and again where one missed it."""
        until(lambda: self._hits(selector))

    def _hits(self, selector: str) -> bool:
        with contextlib.suppress(*_MISSED):
            aimed = self.find(selector)
            if aimed.is_displayed() and self.is_settled(selector):
                self.driver.execute_script(_WATCHED, aimed)
                aimed.click()
                return bool(self.run("return window.isHit"))
        return False

    def is_settled(self, selector: str = "body") -> bool:
        """Whether the page waits for no answer, and this is where it was two frames ago.

        An answer that is drawn above it moves it from under the pointer.
        """
        return bool(self.driver.execute_async_script(_SETTLED, selector))

    def keeps_itself(self) -> None:
        """Wait until it can be opened without a network."""
        self.driver.execute_async_script(_IS_KEPT)

    def sees(self, selector: str, text: str) -> None:
        """Wait until it can be read there."""
        until(lambda: text in self.text_of(selector))

    def text_of(self, selector: str) -> str:
        """What can be read there; "" while it is being drawn anew."""
        with contextlib.suppress(StaleElementReferenceException):
            return plain(self.find(selector).text)
        return ""

    def run(self, script: str) -> Any:
        return self.driver.execute_script(script)

    def offline(self, off: bool) -> None:
        """Cut the network, or give it back."""
        self.driver.set_network_conditions(offline=off, latency=0, throughput=1 << 20)
        self._is_offline = off

    def audit(self) -> list[Any]:
        """What axe-core finds wrong with the page, once it is drawn."""
        until(self.is_settled)
        self.run(AXE.read_text(encoding="utf-8"))
        found: list[Any] = self.driver.execute_async_script(_AUDIT)
        return found

    @property
    def too_wide(self) -> bool:
        """Whether one must scroll to the side to read it."""
        return bool(
            self.run(
                "return document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
        )


@contextlib.contextmanager
def window(width: int, height: int = 900) -> Iterator[Page]:
    """A new browser with a window so wide, nothing remembered."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM.find())
    for switch in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        f"--window-size={width},{height}",
        "--lang=fr",
    ):
        options.add_argument(switch)
    driver = webdriver.Chrome(options=options, service=Service(CHROMEDRIVER.find()))
    # Chromium makes no window narrower than 500 pixels: a phone's width is given to the page.
    phone = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _COUNTS_QUESTIONS})
    driver.set_script_timeout(DEADLINE_SECONDS)
    try:
        yield Page(driver)
    finally:
        driver.quit()


@pytest.fixture(scope="session")
def page() -> Iterator[Page]:
    """A window as wide as on a desk."""
    with window(1100) as opened:
        yield opened


@pytest.fixture(scope="session")
def phone() -> Iterator[Page]:
    """A window as wide as a phone."""
    with window(390) as opened:
        yield opened
