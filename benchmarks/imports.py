"""Importing a government return (ILR), and tables of learners."""

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

from defusedxml.ElementTree import parse
from openpyxl import Workbook

from benchmarks.invented import FAMILY, GIVEN
from benchmarks.measure import Row, ended, interleaved, timed
from benchmarks.programs import ours, python
from benchmarks.setting import Setting
from tutor_tui.exchange import ilr

LEARNERS: Final = 5000
SMALL: Final = 19
"""As many learners as the department's sample return has."""
SAMPLE: Final = "ILR_DEPARTMENT_SAMPLE"
"""The variable that names the department's sample itself, which is not ours to give away."""
ROWS: Final = 20_000
BARE_PARSE: Final = (
    "import sys; from defusedxml.ElementTree import parse; parse(sys.argv[1], forbid_dtd=True)"
)
_AIMS: Final = (("60350001", 0), ("60350002", 0), ("60177522", 30), ("60168752", 60))
_DAYS: Final = ("2025-09-01", "2026-01-05", "2026-03-02", "2026-06-01")
"""When employment began or changed."""


BARE_CSV: Final = "import csv, sys; list(csv.reader(open(sys.argv[1], newline='')))"
BARE_XLSX: Final = (
    "import sys; from openpyxl import load_workbook; "
    "[row for row in load_workbook(sys.argv[1], read_only=True).active.iter_rows(values_only=True)]"
)
_HEADINGS: Final = (
    *("Reference number", "First name", "Last name", "Email", "DOB", "Employer name", "Programme"),
    *("Start Date", "Planned end date", "Last visit", "K1", "K2", "English", "OTJ hours"),
)


def rows(setting: Setting) -> Iterator[Row]:
    """Returns and tables: reading them, and the whole commands that save new learners."""
    yield from _returns(setting)
    yield from _tables(setting)


def _returns(setting: Setting) -> Iterator[Row]:
    given = os.environ.get(SAMPLE)
    small = Path(given) if given else setting.directory / "small.xml"
    if not given:
        small.write_bytes(return_of(SMALL))
    own, beside = _whole(setting, python(BARE_PARSE, str(small)), "ilr", str(small))[:2]
    which = "the department's sample" if given else f"a return of {SMALL}, as the department's"
    yield Row(
        what=f"the whole command `import ilr`, {which}",
        ours=own,
        unit="s",
        beside="a bare parse, whole process",
        theirs=beside,
    )
    file = setting.directory / "return.xml"
    data = return_of(LEARNERS)
    file.write_bytes(data)
    runs = max(setting.runs // 3, 1)
    reading, parsing = interleaved(
        runs,
        lambda: timed(lambda: ilr.read(io.BytesIO(data), file.name)),
        lambda: timed(lambda: parse(io.BytesIO(data), forbid_dtd=True)),
    )
    yield _row("reading", reading, "a bare parse by defusedxml", parsing)
    bare = python(BARE_PARSE, str(file))
    own, beside, memory = _whole(setting, bare, "ilr", str(file))
    yield _row("the whole command `import ilr`,", own, "a bare parse, whole process", beside)
    yield Row(
        what=f"the same: memory at its peak, {len(data) / 1e6:.0f} MB read",
        ours=memory,
        unit="MiB",
        beside="a bare parse, whole process",
        theirs=ended(bare).memory,
        most=190,
        bounds="figure",
    )


def _tables(setting: Setting) -> Iterator[Row]:
    table = list(table_of(ROWS))
    for ending, program, beside in (
        ("csv", BARE_CSV, "the rows by Python's csv, whole process"),
        ("xlsx", BARE_XLSX, "the rows by openpyxl, whole process"),
    ):
        file = setting.directory / f"table.{ending}"
        file.write_bytes(_as_csv(table) if ending == "csv" else _as_workbook(table))
        bare = python(program, str(file))
        own, theirs = _whole(setting, bare, "table", str(file))[:2]
        yield Row(
            what=f"the whole command `import table`, {ending.upper()} of {ROWS:,} new learners",
            ours=own,
            unit="s",
            beside=beside,
            theirs=theirs,
        )


def _whole(setting: Setting, bare: Sequence[str], *command: str) -> tuple[float, float, float]:
    """Seconds of the whole command into an empty workspace, of a bare one, and our peak memory."""
    empty = setting.workspace(0)
    target = setting.directory / "imported"
    arguments = tuple(
        str(target) if part == str(empty.root) else part for part in ours(empty, "import", *command)
    )
    memories: list[float] = []

    def whole() -> float:
        setting.copy(empty.root, "imported")
        done = ended(arguments)
        memories.append(done.memory)
        return done.seconds

    own, beside = interleaved(max(setting.runs // 3, 1), whole, lambda: ended(bare).seconds)
    return own, beside, max(memories)


def table_of(rows: int) -> Iterator[tuple[str | int | date | None, ...]]:
    """The rows of so many invented learners, the headings first."""
    rng = Random(5)
    yield _HEADINGS
    for number in range(rows):
        start = date(2025, 9, 1) + timedelta(rng.randrange(300))
        yield (
            f"R{number:06}",
            rng.choice(GIVEN),
            rng.choice(FAMILY),
            f"r{number:06}@example.org",
            date(1970, 1, 1) + timedelta(rng.randrange(12_000)),
            f"School {number % 300}",
            "ST1379",
            start,
            start + timedelta(500),
            start + timedelta(20),
            rng.choice(("met", "submitted", None)),
            rng.choice(("met", "submitted", None)),
            rng.choice(("achieved, Level 2", "working towards")),
            rng.randrange(200),
        )


def _as_csv(table: Iterable[Sequence[str | int | date | None]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(
        [f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for cell in row] for row in table
    )
    return out.getvalue().encode()


def _as_workbook(table: Iterable[Sequence[str | int | date | None]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Learners")
    for row in table:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def return_of(learners: int) -> bytes:
    """A return of so many invented learners, each with a programme and four aims."""
    rng = Random(5)
    return "".join(
        (
            '<?xml version="1.0" encoding="utf-8"?>\n<Message xmlns="ESFA/ILR/2025-26">',
            "<Header><CollectionDetails><Collection>ILR</Collection><Year>2526</Year>",
            "<FilePreparationDate>2026-07-20</FilePreparationDate></CollectionDetails>",
            "<Source><ProtectiveMarking>OFFICIAL-SENSITIVE-Personal</ProtectiveMarking>",
            "<UKPRN>10099999</UKPRN></Source></Header>",
            "<LearningProvider><UKPRN>10099999</UKPRN></LearningProvider>\n",
            *(_learner(number, rng) for number in range(learners)),
            "</Message>\n",
        )
    ).encode()


def _learner(number: int, rng: Random) -> str:
    start = f"2025-{rng.randrange(9, 13):02}-{rng.randrange(1, 29):02}"
    aims = "".join(
        _delivery(place, ref, 3, start, _hours(hours))
        for place, (ref, hours) in enumerate(_AIMS, 2)
    )
    return (
        f"<Learner><LearnRefNumber>R{number:06}</LearnRefNumber><ULN>9999999999</ULN>"
        f"<FamilyName>{rng.choice(FAMILY)}</FamilyName><GivenNames>{rng.choice(GIVEN)}</GivenNames>"
        f"<DateOfBirth>{rng.randrange(1970, 2006)}-05-17</DateOfBirth><Ethnicity>98</Ethnicity>"
        "<Sex>F</Sex><LLDDHealthProb>2</LLDDHealthProb><PostcodePrior>ZE1 0AA</PostcodePrior>"
        "<Postcode>ZE1 0AB</Postcode><AddLine1>1 Nowhere Lane</AddLine1>"
        f"<TelNo>01632960001</TelNo><Email>r{number:06}@example.org</Email>\n"
        f"{''.join(map(_employment, _DAYS))}"
        f"{_delivery(1, 'ZPROG001', 1, start, _hours(420))}{aims}</Learner>\n"
    )


def _delivery(place: int, ref: str, kind: int, start: str, hours: str) -> str:
    return (
        f"<LearningDelivery><LearnAimRef>{ref}</LearnAimRef><AimType>{kind}</AimType>"
        f"<AimSeqNumber>{place}</AimSeqNumber><LearnStartDate>{start}</LearnStartDate>"
        "<LearnPlanEndDate>2027-03-31</LearnPlanEndDate><FundModel>36</FundModel>"
        f"{hours}<ProgType>25</ProgType><StdCode>694</StdCode>"
        "<DelLocPostCode>ZE1 0AC</DelLocPostCode><CompStatus>1</CompStatus>"
        "<LearningDeliveryFAM><LearnDelFAMType>ACT</LearnDelFAMType>"
        f"<LearnDelFAMCode>1</LearnDelFAMCode><LearnDelFAMDateFrom>{start}</LearnDelFAMDateFrom>"
        "</LearningDeliveryFAM><LearningDeliveryFAM><LearnDelFAMType>SOF</LearnDelFAMType>"
        "<LearnDelFAMCode>105</LearnDelFAMCode></LearningDeliveryFAM>"
        f"{''.join(map(_monitored, 'ABCD'))}{''.join(map(_payment, _DAYS))}</LearningDelivery>\n"
    )


def _employment(day: str) -> str:
    monitored = "".join(
        f"<EmploymentStatusMonitoring><ESMType>{kind}</ESMType><ESMCode>{code}</ESMCode>"
        "</EmploymentStatusMonitoring>\n"
        for kind, code in (("EII", 8), ("LOE", 3), ("SEM", 1), ("OET", 1))
    )
    return (
        f"<LearnerEmploymentStatus><EmpStat>10</EmpStat><DateEmpStatApp>{day}</DateEmpStatApp>"
        f"<EmpId>100000001</EmpId>{monitored}</LearnerEmploymentStatus>\n"
    )


def _monitored(occurrence: str) -> str:
    return (
        f"<ProviderSpecDeliveryMonitoring><ProvSpecDelMonOccur>{occurrence}</ProvSpecDelMonOccur>"
        "<ProvSpecDelMon>COHORT 7, SEPTEMBER</ProvSpecDelMon></ProviderSpecDeliveryMonitoring>\n"
    )


def _payment(day: str) -> str:
    return (
        f"<AppFinRecord><AFinType>TNP</AFinType><AFinCode>1</AFinCode><AFinDate>{day}</AFinDate>"
        "<AFinAmount>4000</AFinAmount></AppFinRecord>\n"
    )


def _hours(planned: int) -> str:
    return f"<PHours>{planned}</PHours>" if planned else ""


def _row(what: str, own: float, beside: str, theirs: float) -> Row:
    return Row(
        what=f"{what} an ILR of {LEARNERS:,} learners",
        ours=own,
        unit="s",
        beside=beside,
        theirs=theirs,
        most=5,
    )
