"""Reading an Individualised Learner Record (ILR), the provider's return to the government.

The file is streamed through a hardened parser, so that its size does not matter and no document
type or entity is followed. Damage to the file refuses it; a learner whose record cannot be used
is left out and told.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat import ErrorString

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from tutor_tui.errors import BadFile
from tutor_tui.exchange.ilr_learner import IlrLearner, ilr_learner, why_left_out
from tutor_tui.exchange.ilr_values import Record, Unusable
from tutor_tui.exchange.values import clean, quoted

UNUSABLE = "record that cannot be used"
TWICE = "reference given twice"

LONGEST_RECORD = 1024 * 1024
"""Bytes; a learner with every aim the specification allows takes a fifth of it."""

_ROOT = re.compile(r"(\{(?:[A-Za-z]+/)*ILR/[^{}]+\})Message")
_YEAR = re.compile(r"[0-9]{4}")
_UKPRN = re.compile(r"[0-9]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class IlrHeader:
    """Who returned the file for which collection `year`, such as `2025-26`, and its date."""

    year: str
    ukprn: str
    prepared: date


@dataclass(frozen=True, slots=True, kw_only=True)
class IlrReading:
    """What one file holds.

    `left_out` gives the reason in plain words for everyone left out, told by the reference or
    by the place in the file. `warnings` tell of those left out whose record has a fault; the
    learners' own are theirs. `refs` are the references of all learners met, those left out
    included.
    """

    header: IlrHeader
    learners: tuple[IlrLearner, ...]
    refs: frozenset[str]
    left_out: Mapping[str, str]
    warnings: tuple[str, ...]

    @property
    def skipped(self) -> Mapping[str, int]:
        """How many learners were left out for each reason."""
        return Counter(self.left_out.values())


def read(stream: BinaryIO, name: str, progress: Callable[[int], None] | None = None) -> IlrReading:
    """Read a whole file.

    Args:
        stream: The file, read from where it stands to its end.
        name: The file's name, for messages.
        progress: Told the number of bytes read, after each piece.

    Raises:
        BadFile: It is not an ILR file, is damaged, or tries what an ILR file never does.
    """
    name = clean(name)
    contents = _Contents(name)
    for record in _records(_Source(stream, name, progress), name):
        contents.take(record)
    return contents.reading()


def named(ref: str) -> str:
    """Give the words for the learner of this reference."""
    return f"learner {ref}"


class _Contents:
    """What has been read so far."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._header: IlrHeader | None = None
        self._learners: list[IlrLearner] = []
        self._refs: set[str] = set()
        self._taken: set[str] = set()
        self._left_out: dict[str, str] = {}
        self._warnings: list[str] = []
        self._met = 0

    def take(self, record: Record) -> None:
        if record.name == "Header":
            self._header = _header(record, self._name)
        elif record.name == "Learner":
            self._met += 1
            self._take_learner(record, self._need_header())

    def _take_learner(self, record: Record, header: IlrHeader) -> None:
        if ref := self._ref(record):
            self._refs.add(ref)
        try:
            reason = why_left_out(record)
            if reason:
                self._leave_out(record, reason)
                return
            learner = ilr_learner(record, header.ukprn)
        except Unusable as problem:
            self._leave_out(record, UNUSABLE)
            self._warnings.append(f"{self._who(record)} was left out: {problem}")
            return
        if learner.ref in self._taken:
            self._leave_out(record, TWICE)
            self._warnings.append(
                f"learner {learner.ref} is in the file twice; the first record is taken"
            )
            return
        self._taken.add(learner.ref)
        self._learners.append(learner)

    def _leave_out(self, record: Record, reason: str) -> None:
        who = self._who(record)
        self._left_out[f"{who}, again" if reason == TWICE else who] = reason

    def _ref(self, record: Record) -> str:
        """The learner's reference; empty where it cannot be used."""
        try:
            return record.text("LearnRefNumber")
        except Unusable:
            return ""

    def _who(self, record: Record) -> str:
        ref = self._ref(record)
        return named(ref) if ref else f"the learner numbered {self._met} in the file"

    def _need_header(self) -> IlrHeader:
        if self._header is None:
            raise BadFile(f"{self._name} is not a whole ILR file: it has no header.")
        return self._header

    def reading(self) -> IlrReading:
        return IlrReading(
            header=self._need_header(),
            learners=tuple(self._learners),
            refs=frozenset(self._refs),
            left_out=self._left_out,
            warnings=tuple(self._warnings),
        )


def _header(record: Record, name: str) -> IlrHeader:
    try:
        details = next(record.all("CollectionDetails"), record)
        source = next(record.all("Source"), record)
        year, ukprn = details.text("Year"), source.text("UKPRN")
        if not _YEAR.fullmatch(year) or (int(year[:2]) + 1) % 100 != int(year[2:]):
            raise Unusable(f"Year {quoted(year) or 'is missing and'} should be one such as 2526")
        if not _UKPRN.fullmatch(ukprn):
            raise Unusable(f"UKPRN {quoted(ukprn) or 'is missing and'} should be eight digits")
        return IlrHeader(
            year=f"20{year[:2]}-{year[2:]}",
            ukprn=ukprn,
            prepared=details.needed_day("FilePreparationDate"),
        )
    except Unusable as problem:
        raise BadFile(f"The header of {name} cannot be used: {problem}.") from problem


class _Source:
    """The stream, counted, so that one endless record cannot fill the memory."""

    def __init__(self, stream: BinaryIO, name: str, progress: Callable[[int], None] | None) -> None:
        self._stream = stream
        self._name = name
        self._progress = progress
        self._bytes = 0
        self._record_began = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self._bytes += len(piece)
        if self._bytes - self._record_began > LONGEST_RECORD:
            raise BadFile(
                f"{self._name} is not an ILR file: one record in it is longer than any can be."
            )
        if self._progress and piece:
            self._progress(self._bytes)
        return piece

    def end_record(self) -> None:
        self._record_began = self._bytes

    @property
    def empty(self) -> bool:
        return self._bytes == 0


def _records(source: _Source, name: str) -> Iterator[Record]:
    """Give the records directly inside the message; each is forgotten once it has been used."""
    depth = 0
    root: Element | None = None
    namespace = ""
    try:
        for event, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                depth += 1
                if root is None:
                    root, namespace = element, _namespace(element.tag, name)
                continue
            depth -= 1
            if depth == 1 and root is not None:
                yield Record(element, namespace)
                root.clear()
                source.end_record()
    except ParseError as error:
        raise BadFile(_damage(error, name, source.empty)) from error
    except DefusedXmlException as error:
        raise BadFile(
            f"{name} declares a document type or entities, which an ILR file never does;"
            " export it again from your system."
        ) from error
    except (ValueError, LookupError) as error:
        raise BadFile(
            f"{name}, line 1: the encoding it declares is not known; export it as UTF-8."
        ) from error


def _namespace(tag: str, name: str) -> str:
    """The namespace of the root's tag, braces included; any year's, any department's."""
    match = _ROOT.fullmatch(tag)
    if not match:
        raise BadFile(
            f"{name} is not an ILR file: it begins with {quoted(tag)}, not an ILR Message."
        )
    return match[1]


def _damage(error: ParseError, name: str, empty: bool) -> str:
    if empty:
        return f"{name} is empty; export it again from your system."
    line, what = error.position[0], ErrorString(error.code) or "damaged"
    return f"{name}, line {line}: not a whole XML file ({what}); export it again from your system."
