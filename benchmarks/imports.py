"""Importing a government return (ILR)."""

import io
from collections.abc import Iterator
from random import Random
from typing import Final

from defusedxml.ElementTree import parse

from benchmarks.invented import FAMILY, GIVEN
from benchmarks.measure import Row, ended, interleaved, timed
from benchmarks.programs import ours, python
from benchmarks.setting import Setting
from tutor_tui.exchange import ilr

LEARNERS: Final = 5000
BARE_PARSE: Final = (
    "import sys; from defusedxml.ElementTree import parse; parse(sys.argv[1], forbid_dtd=True)"
)
_AIMS: Final = (("60350001", 0), ("60350002", 0), ("60177522", 30), ("60168752", 60))
_DAYS: Final = ("2025-09-01", "2026-01-05", "2026-03-02", "2026-06-01")
"""When employment began or changed."""


def rows(setting: Setting) -> Iterator[Row]:
    """Reading the file, and the whole command that saves new learners."""
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
    memories: list[float] = []

    def whole() -> float:
        setting.copy(empty.root, "imported")
        done = ended(command)
        memories.append(done.memory)
        return done.seconds

    empty = setting.workspace(0)
    target = setting.directory / "imported"
    command = tuple(
        str(target) if part == str(empty.root) else part
        for part in ours(empty, "import", "ilr", str(file))
    )
    bare = python(BARE_PARSE, str(file))
    own, beside = interleaved(runs, whole, lambda: ended(bare).seconds)
    yield _row("the whole command `import ilr`,", own, "a bare parse, whole process", beside)
    yield Row(
        what=f"the same: memory at its peak, {len(data) / 1e6:.0f} MB read",
        ours=max(memories),
        unit="MiB",
        beside="a bare parse, whole process",
        theirs=ended(bare).memory,
        most=190,
        bounds="figure",
    )


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
