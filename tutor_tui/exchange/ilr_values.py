"""Typed reading of the fields of one ILR record."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar
from xml.etree.ElementTree import Element

from tutor_tui.exchange.values import clean, quoted

LONGEST_TEXT = 200
"""Characters; the specification's longest field has 100."""

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?")
_WHOLE = re.compile(r"\+?[0-9]{1,12}")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100

T = TypeVar("T")


class Unusable(Exception):
    """A learner's record that cannot be used; the message says which field and why."""


def or_unknown(read: Callable[[], T], doubts: list[str]) -> T | None:
    """What was read; None where it cannot be used, which is told among the doubts.

    For what the product can do without: the rest of the learner is sound.
    """
    try:
        return read()
    except Unusable as problem:
        doubts.append(f"{problem}; taken as not known")
        return None


class Record:
    """One element of the file, its fields read by their names without the namespace."""

    __slots__ = ("_element", "_namespace")

    def __init__(self, element: Element, namespace: str) -> None:
        """Take the element and the namespace as tags carry it, braces included."""
        self._element = element
        self._namespace = namespace

    @property
    def name(self) -> str:
        """The element's name without the namespace."""
        return self._element.tag.removeprefix(self._namespace)

    def all(self, name: str) -> Iterator["Record"]:
        """Give the records of this name directly inside this one."""
        for element in self._element.findall(self._namespace + name):
            yield Record(element, self._namespace)

    def text(self, name: str) -> str:
        """Give the field as one line; empty where it is absent.

        Raises:
            Unusable: It is longer than any field may be.
        """
        line = clean(self._element.findtext(self._namespace + name) or "")
        if len(line) > LONGEST_TEXT:
            raise Unusable(f"{name} is longer than {LONGEST_TEXT} characters")
        return line

    def day(self, name: str) -> date | None:
        """Give the field as a date; None where it is absent.

        Raises:
            Unusable: It is not a date from 1900 to 2100.
        """
        text = self.text(name)
        if not text:
            return None
        match = _DATE.fullmatch(text)
        try:
            if match and _FIRST_YEAR <= int(match[1]) <= _LAST_YEAR:
                return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            pass
        raise Unusable(f"{name} {quoted(text)} is not a date")

    def needed_day(self, name: str) -> date:
        """Give the field as a date.

        Raises:
            Unusable: It is absent or no date.
        """
        day = self.day(name)
        if day is None:
            raise Unusable(f"{name} is missing")
        return day

    def whole(self, name: str, most: int) -> int | None:
        """Give the field as a whole number from 0 to `most`; None where it is absent.

        Raises:
            Unusable: It is anything else.
        """
        text = self.text(name)
        if not text:
            return None
        if not _WHOLE.fullmatch(text) or int(text) > most:
            raise Unusable(f"{name} {quoted(text)} is not a whole number from 0 to {most}")
        return int(text)

    def needed_whole(self, name: str, most: int) -> int:
        """Give the field as a whole number from 0 to `most`.

        Raises:
            Unusable: It is absent or no such number.
        """
        number = self.whole(name, most)
        if number is None:
            raise Unusable(f"{name} is missing")
        return number
