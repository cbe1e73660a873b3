"""A real browser, driven as a person would, and a web application of ours served to it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from starlette.applications import Starlette

from sheets_sync.web.connections import patient_server
from tests.needs import AXE, CHROMEDRIVER, CHROMIUM

_AUDIT = """
const done = arguments[0];
const told = rule => [rule.id, rule.nodes.map(node => node.html)];
axe.run(document).then(found => done(found.violations.map(told)));
"""
_STANDS_STILL = """
const [selector, done] = arguments;
const top = () => document.querySelector(selector)?.getBoundingClientRect().top;
const before = top();
requestAnimationFrame(() => requestAnimationFrame(() => done(before === top())));
"""


@contextlib.contextmanager
def served(application: Starlette) -> Iterator[str]:
    """Its address while it is served, on a free port of this machine."""
    server = patient_server(application, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def until(holds: Callable[[], Any], seconds: float = 60) -> None:
    """Wait for what comes of itself."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError("it did not come")
        time.sleep(0.02)


class Page:
    """A window on a page, and what a person does in it."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, address: str) -> None:
        self.driver.get("about:blank")
        self.driver.get(address)

    def find(self, selector: str) -> WebElement:
        return WebDriverWait(self.driver, 60).until(
            lambda driver: driver.find_element(By.CSS_SELECTOR, selector)
        )

    def type(self, selector: str, text: str) -> None:
        until(lambda: self.find(selector).is_displayed())
        field = self.find(selector)
        self.driver.execute_script('arguments[0].value = ""', field)
        field.send_keys(text)

    def click(self, selector: str) -> None:
        until(lambda: self.find(selector).is_displayed() and self.stands_still(selector))
        self.find(selector).click()

    def stands_still(self, selector: str) -> bool:
        """Whether it is where it was a frame ago: a page being drawn moves what one aims at."""
        return bool(self.driver.execute_async_script(_STANDS_STILL, selector))

    def sees(self, selector: str, text: str) -> None:
        """Wait until it can be read there."""
        until(lambda: text in self.text_of(selector))

    def text_of(self, selector: str) -> str:
        """What can be read there; "" while it is being drawn anew."""
        with contextlib.suppress(StaleElementReferenceException):
            return self.find(selector).text.replace("\u00a0", " ")
        return ""

    def run(self, script: str) -> Any:
        return self.driver.execute_script(script)

    def offline(self, off: bool) -> None:
        """Cut the network, or give it back."""
        self.driver.set_network_conditions(offline=off, latency=0, throughput=1 << 20)

    def audit(self) -> list[Any]:
        """What axe-core finds wrong with the page as it is."""
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
    try:
        yield Page(driver)
    finally:
        driver.quit()


@pytest.fixture(scope="module")
def phone() -> Iterator[Page]:
    """A window as wide as a phone."""
    with window(390) as page:
        yield page
