"""How many steps a backtracking matcher takes, counted: no clock says it the same twice.

It goes as `re` does, through what `re` parses a pattern to; enough of it for patterns that repeat
single characters without bound, and groups up to a bound.
"""

from __future__ import annotations

import re
import re._constants as sre  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Callable, Iterator
from typing import Any

Rest = Callable[[int], bool]
_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_NOT_WORD: r"\W",
}
_ONE = (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY)


def count_steps(pattern: re.Pattern[str], text: str) -> int:
    """The steps of `pattern.search` over a whole text: at each place, until one matches."""
    matcher = _Matcher(text.lower() if pattern.flags & re.IGNORECASE else text, pattern.flags)
    tree = list(parser.parse(pattern.pattern, pattern.flags))
    for start in range(len(text) + 1):
        if matcher.match(tree, start, lambda _end: True):
            break
    return matcher.steps


class _Matcher:
    def __init__(self, text: str, flags: int) -> None:
        self.text, self.flags, self.steps = text, flags, 0

    def match(self, items: list[Any], at: int, rest: Rest) -> bool:
        """Whether the items match at a place, and the rest after them."""
        if not items:
            return rest(at)
        (code, argument), *others = items

        def then(end: int) -> bool:
            return self.match(others, end, rest)

        self.steps += 1
        if code in _ONE:
            return self._is(code, argument, at) and then(at + 1)
        if code is sre.AT:
            return self._holds(argument, at) and then(at)
        if code is sre.SUBPATTERN:
            return self.match(list(argument[-1]), at, then)
        if code is sre.BRANCH:
            return any(self.match(list(branch), at, then) for branch in argument[1])
        if code in (sre.ASSERT, sre.ASSERT_NOT):
            direction, inside = argument
            start = at - inside.getwidth()[0] if direction < 0 else at
            found = start >= 0 and self.match(list(inside), start, lambda _end: True)
            return found == (code is sre.ASSERT) and then(at)
        if code is sre.MAX_REPEAT:
            return any(map(then, self._repeats(argument, at)))
        raise NotImplementedError(code)

    def _repeats(self, argument: Any, at: int) -> Iterator[int]:
        """Where a repetition may end, the longest first."""
        least, most, body = argument
        ends = [at]
        inside = list(body)
        while len(ends) - 1 < most and self.match(inside, ends[-1], self._keep(ends)):
            pass
        for end in reversed(ends[least:]):
            self.steps += 1
            yield end

    def _keep(self, ends: list[int]) -> Rest:
        def keep(end: int) -> bool:
            ends.append(end)
            return True

        return keep

    def _is(self, code: Any, argument: Any, at: int) -> bool:
        if at >= len(self.text):
            return False
        letter = self.text[at]
        if code is sre.ANY:
            return True
        if code is sre.IN:
            return self._is_in(argument, letter)
        return (self._same(argument, letter)) == (code is sre.LITERAL)

    def _same(self, number: int, letter: str) -> bool:
        expected = chr(number)
        return letter == (expected.lower() if self.flags & re.IGNORECASE else expected)

    def _is_in(self, choices: Any, letter: str) -> bool:
        is_negated = choices[0][0] is sre.NEGATE
        found = any(self._is_one_of(code, argument, letter) for code, argument in choices)
        return found != is_negated

    def _is_one_of(self, code: Any, argument: Any, letter: str) -> bool:
        if code is sre.LITERAL:
            return self._same(argument, letter)
        if code is sre.RANGE:
            first, last = argument
            cases = {letter, letter.upper()} if self.flags & re.IGNORECASE else {letter}
            return any(first <= ord(case) <= last for case in cases)
        if code is sre.CATEGORY:
            return re.fullmatch(_CATEGORIES[argument], letter) is not None
        return False

    def _holds(self, what: Any, at: int) -> bool:
        if what in (sre.AT_BOUNDARY, sre.AT_NON_BOUNDARY):
            sides = [self._is_word(at - 1), self._is_word(at)]
            return (sides[0] != sides[1]) == (what is sre.AT_BOUNDARY)
        if what is sre.AT_BEGINNING_STRING:
            return at == 0
        if what is sre.AT_END_STRING:
            return at == len(self.text)
        raise NotImplementedError(what)

    def _is_word(self, at: int) -> bool:
        return 0 <= at < len(self.text) and re.match(r"\w", self.text[at]) is not None
