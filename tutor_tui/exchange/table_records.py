"""The rows of a table read by their fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from typing import Any

from tutor_tui.errors import BadFile
from tutor_tui.exchange import table_cells
from tutor_tui.exchange.table_cells import MOST_HOURS, WEEK_HOURS, SkillCell
from tutor_tui.exchange.table_dates import BIRTH_YEARS_FROM, clock_of, parse_clock, parse_day
from tutor_tui.exchange.table_fields import FIELDS, WORDS, Reading, TableKind
from tutor_tui.exchange.table_headings import Column, is_ksb
from tutor_tui.exchange.tables import Line, Table
from tutor_tui.exchange.values import check_uln, quoted
from tutor_tui.model.learner import KsbState

LONGEST_TEXT = 2000
"""Characters of one value, as many as a line of a document may have."""

_REMEMBERED = 2000
"""So many different cells of a column are read once: most say few things, often."""

_VALUES: Mapping[Reading, str] = {
    "text": "texts",
    "uln": "texts",
    "percent": "texts",
    "word": "texts",
    "date": "dates",
    "time": "times",
    "length": "numbers",
    "hours": "numbers",
    "flag": "flags",
    "skill": "skills",
    "ksb": "ksbs",
}
"""Where in a record the values of each kind are put."""


@dataclass(slots=True, kw_only=True)
class TableRecord:
    """One row by fields; a blank cell, or one that could not be read, is not there at all.

    `texts` holds words by what they mean (`online`), per cents as `45%`; `numbers` holds hours,
    and minutes for lengths. Each of `problems` names the row and the column.
    """

    row: int
    texts: dict[str, str] = field(default_factory=dict)
    dates: dict[str, date] = field(default_factory=dict)
    times: dict[str, time] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    skills: dict[str, SkillCell] = field(default_factory=dict)
    ksbs: dict[str, KsbState] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def fields(self) -> dict[str, Any]:
        """Everything the row gives, by field."""
        return {
            **self.texts,
            **self.dates,
            **self.times,
            **self.numbers,
            **self.flags,
            **self.skills,
            **self.ksbs,
        }


def records(table: Table, kind: TableKind, columns: Sequence[Column]) -> list[TableRecord]:
    """Read the rows by the fields of their columns.

    A whole name in one cell gives the given and family names that the row does not.

    Raises:
        BadFile: No column has a field; the message says which headings are known.
    """
    readers = {
        column.place: reader
        for column in columns
        if column.field is not None and (reader := _Reader.of(table, kind, column))
    }
    if not readers:
        heads = (field.headings[0] for field in FIELDS[kind].values() if field.headings)
        raise BadFile(
            f"{table.name} has no heading that is known; known are {', '.join(heads)}. Rename the"
            " headings, or say with a mapping which is which."
        )
    found = (_record(line, readers) for line in table.rows)
    return [record for record in found if record.problems or record.fields]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a cell says: its value, the time of day beside a date, or what is wrong with it."""

    value: object = None
    clock: time | None = None
    problem: str = ""


class _Reader:
    """How one column is read; `column` names it in messages."""

    def __init__(self, field: str, reading: Reading, column: str, day_nought: date) -> None:
        self.field = field
        self.reading = reading
        self.column = column
        self._day_nought = day_nought
        self._values = _VALUES[reading]
        self._said = lru_cache(_REMEMBERED)(self._read)

    @staticmethod
    def of(table: Table, kind: TableKind, column: Column) -> "_Reader | None":
        name = column.field or ""
        known = FIELDS[kind].get(name)
        reading: Reading | None = known.reading if known else "ksb" if is_ksb(name) else None
        if reading is None:
            return None
        heading = quoted(column.heading) or f"column {column.place + 1}"
        return _Reader(name, reading, heading, table.day_nought)

    def read(self, text: str, record: TableRecord) -> str:
        """Put what the cell says into the record; what is wrong with it, or nothing."""
        said = self._said(text)
        if said.value is not None:
            getattr(record, self._values)[self.field] = said.value
        if said.clock is not None:
            record.times.setdefault("visit_time", said.clock)
        return said.problem

    def _read(self, text: str) -> _Said:
        if table_cells.is_error(text):
            return _Said(problem=f"{text} is an error of the spreadsheet; correct the cell")
        if len(text) > LONGEST_TEXT:
            return _Said(problem=f"longer than {LONGEST_TEXT} characters; shorten it")
        match self.reading:
            case "text":
                return _Said(text)
            case "uln":
                uln, doubt = check_uln(text)
                return _Said(uln or None, problem=doubt)
            case "date":
                return self._read_date(text)
            case "time":
                return _said(parse_clock(text), text, _A_TIME)
            case "length":
                return _said(table_cells.minutes(text), text, _A_LENGTH)
            case "hours":
                most = WEEK_HOURS if self.field == "weekly_hours" else MOST_HOURS
                return _said(table_cells.hours(text, most), text, _HOURS)
            case "percent":
                return _said(table_cells.percent(text), text, _PERCENT)
            case "flag":
                return _said(table_cells.flag(text), text, _A_FLAG)
            case "word":
                known = f"known here; give {', '.join(WORDS[self.field]).replace('_', ' ')}"
                return _said(table_cells.word(self.field, text), text, known)
            case "skill":
                return _said(table_cells.skill(text), text, _A_SKILL)
            case "ksb":
                return _said(table_cells.ksb_state(text), text, _A_KSB)

    def _read_date(self, text: str) -> _Said:
        if self.field == "born":
            day = parse_day(text, BIRTH_YEARS_FROM, day_nought=self._day_nought)
        else:
            day = parse_day(text, day_nought=self._day_nought)
        clock = clock_of(text) if day and self.field == "visit_date" else None
        return _said(day, text, _A_DATE, parse_clock(clock) if clock else None)


_A_DATE = "a date; give it as day/month/year"
_A_TIME = "a time of day; give it as 10:30"
_A_LENGTH = "a length of a visit; give it in minutes, or as 1h30"
_HOURS = "a number of hours that can be"
_PERCENT = "a per cent; give it as 45%"
_A_FLAG = "yes or no"
_A_SKILL = "known here; give achieved, working towards, booked, failed, exempt, not started"
_A_KSB = "known here; give met, submitted or none"


def _said(value: object, text: str, wanted: str, clock: time | None = None) -> _Said:
    """What a cell says; where it says nothing, what it should have been."""
    if value is None:
        return _Said(problem=f"{quoted(text)} is not {wanted}")
    return _Said(value, clock)


def _record(line: Line, readers: Mapping[int, _Reader]) -> TableRecord:
    number, cells = line
    record = TableRecord(row=number)
    for place, reader in readers.items():
        text = cells[place]
        if not text or (reader.reading != "text" and table_cells.says_nothing(text)):
            continue
        if problem := reader.read(text, record):
            record.problems.append(f"row {number}, {reader.column}: {problem}")
    _split_name(record.texts)
    return record


def _split_name(texts: dict[str, str]) -> None:
    """`Jones, Sam` and `Sam Jones` give both names; a column of its own for either wins."""
    if "name" not in texts:
        return
    family, comma, given = texts["name"].partition(",")
    if not comma:
        given, _, family = texts["name"].rpartition(" ")
    if given.strip():
        texts.setdefault("given_name", given.strip())
    if family.strip():
        texts.setdefault("family_name", family.strip())
