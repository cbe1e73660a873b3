"""The whole window by keyboard alone: all is reached in its order, seen, and left again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser import Page
from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.desks import BAD
from tests.serving import served, until
from tests.web.window.test_window import MEETING_AND_FUNDER, Office, prepared

PARTS = ("meeting", "decide", "documents", "reminders", "outside", "copies", "phones", "settings")
# What can be reached: shown, not barred, and neither « only by script » nor in what is closed.
_TO_REACH = """
const kinds = "a[href], button, input, select, summary, [tabindex='0']";
const all = [...document.querySelectorAll(kinds)];
const seen = all.filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0);
seen.forEach((one, at) => { one.dataset.at = at; });
return seen.length;
"""
_WHERE = """
const one = document.activeElement;
const { outlineStyle, outlineWidth, left } = getComputedStyle(one);
const { width, height } = one.getBoundingClientRect();
const isSeen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && width > 0 && height > 0;
return [one === document.body, Number(one.dataset.at ?? -1), isSeen];
"""


@pytest.fixture
def office(case: Case) -> Iterator[Office]:
    case.make({"Un": (HEADERS, OMAR, BAD), "Deux": (HEADERS, ANNA)}, MEETING_AND_FUNDER)
    found = Office(case.folder)
    with served(found.window.application()) as found.address:
        prepared(found)
        yield found


def press(page: Page, *keys: str) -> None:
    page.driver.switch_to.active_element.send_keys(*keys)


def where(page: Page) -> Any:
    """Whether the keyboard is nowhere, the number of what it is on, and whether that shows."""
    return page.run(_WHERE)


def walked(page: Page, key: str, steps: int) -> list[int]:
    """The numbers of what is reached one after the other; each has to show that it is."""
    reached: list[int] = []
    for _ in range(steps):
        press(page, key)
        is_nowhere, number, is_seen = where(page)
        assert is_nowhere or is_seen, (reached, number)
        reached.append(-1 if is_nowhere else number)
    return reached


def to_part(page: Page, part: str) -> None:
    page.run("document.querySelector('#skip').focus()")
    for _ in range(len(PARTS) + 2):
        press(page, Keys.TAB)
        if page.run("return document.activeElement.dataset.part") == part:
            break
    press(page, Keys.ENTER)
    until(lambda: page.find(f"#{part}").is_displayed() and page.is_settled())
    assert page.run("return document.activeElement.id") == f"{part}-title"


@pytest.mark.browser
def test_all_is_reached_in_order_is_seen_and_holds_nobody(
    office: Office, page: Page, phone: Page
) -> None:
    for browser in (page, phone):
        browser.open(office.link)
        browser.sees("#title", "Essai")
        until(browser.is_settled)
        for part in PARTS:
            to_part(browser, part)
            count = browser.run(_TO_REACH)
            browser.run("document.activeElement.blur(); document.querySelector('#skip').focus()")
            assert walked(browser, Keys.TAB, count - 1) == list(range(1, count)), part
            back = walked(browser, Keys.SHIFT + Keys.TAB, count - 1)
            assert back == list(range(count - 2, -1, -1)), part


@pytest.mark.browser
@pytest.mark.parametrize(
    ("part", "selector", "then", "on"),
    [
        ("meeting", "#check", "#status:not(:empty)", "P"),
        ("meeting", "#plan", "#dialog[open]", "SELECT"),
        ("decide", "#decide .card .bar button", "#status:not(:empty)", "BUTTON"),
        ("documents", "#documents li button", "#status:not(:empty)", "BUTTON"),
        ("documents", "#export", "#dialog[open]", "SELECT"),
        ("outside", "#reconcile", "#take", "H2"),
        ("settings", "#doctor", "#settings .rows li", "BUTTON"),
        ("settings", "#held-look", "#status:not(:empty)", "BUTTON"),
    ],
)
def test_after_each_action_the_keyboard_goes_on_where_the_answer_is(
    office: Office, page: Page, part: str, selector: str, then: str, on: str
) -> None:
    page.open(office.link)
    page.sees("#title", "Essai")
    to_part(page, part)
    page.find(selector)
    page.run(f"document.querySelector('{selector}').focus()")
    press(page, Keys.ENTER)
    page.find(then)
    until(lambda: page.is_settled() and not page.find("#working").is_displayed())
    until(lambda: page.run("return document.activeElement.tagName") == on)
    if "dialog" in then:
        press(page, Keys.ESCAPE)
        until(lambda: page.run(f"return document.activeElement.matches('{selector}')"))
