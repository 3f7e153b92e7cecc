"""What a provider's ILR file gives, and what becomes of one that is damaged or hostile."""

import io
import os
import re
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.exchange.ilr_samples import (
    FILES,
    FOLDER,
    UKPRN,
    component,
    delivery,
    invented_2025_26,
    learner,
    message,
    skill,
    sound_uln,
)
from tutor_tui.errors import BadFile
from tutor_tui.exchange.ilr import LONGEST_RECORD, TWICE, UNUSABLE, IlrReading, read
from tutor_tui.exchange.ilr_learner import IlrLearner, SkillAim
from tutor_tui.exchange.values import check_uln
from tutor_tui.model.learner import Break


def reading(data: bytes) -> IlrReading:
    return read(io.BytesIO(data), "return.xml")


def only(*deliveries: str) -> IlrLearner:
    """The one learner who has these aims."""
    found = reading(message("2025-26", learner("L1", "Ann", "Lee", *deliveries)))
    assert len(found.learners) == 1, found.warnings
    return found.learners[0]


@pytest.fixture(scope="module")
def invented() -> dict[str, IlrLearner]:
    return {one.ref: one for one in reading(invented_2025_26()).learners}


@pytest.mark.parametrize("file_name", FILES)
def test_the_files_are_those_the_generator_makes(file_name: str) -> None:
    assert (FOLDER / file_name).read_bytes() == FILES[file_name]()


@pytest.mark.parametrize(
    ("file_name", "schema"),
    [
        ("invented-2024-25.xml", "ILR-2024-25-schemafile24.xsd"),
        ("invented-2025-26.xml", "ILR-2025-26-schemafile25.xsd"),
    ],
)
def test_the_files_hold_to_the_departments_schema(file_name: str, schema: str) -> None:
    etree.XMLSchema(etree.parse(FOLDER / schema)).assertValid(etree.parse(FOLDER / file_name))


@pytest.mark.parametrize("year", ["2024-25", "2025-26", "2026-27"])
def test_the_header_tells_provider_year_and_date(year: str) -> None:
    header = reading(FILES[f"invented-{year}.xml"]()).header
    assert (header.year, header.ukprn) == (year, UKPRN)
    assert header.prepared == date(int(year[:4]), 11, 20)


def test_the_departments_own_sample_gives_three_learners() -> None:
    path = os.environ.get("ILR_DEPARTMENT_SAMPLE")
    if not path or not Path(path).exists():
        pytest.skip("ILR_DEPARTMENT_SAMPLE does not name the department's sample file")
    with Path(path).open("rb") as stream:
        found = read(stream, Path(path).name)
    assert [one.programme for one in found.learners] == [
        "apprenticeship",
        "apprenticeship",
        "t_level",
    ]
    assert sum(found.skipped.values()) == 16
    assert len(found.learners[1].skill_aims) == 2


def test_others_are_counted_with_the_reason() -> None:
    assert reading(invented_2025_26()).skipped == {
        "other programme type 32": 1,
        "no apprenticeship or T Level": 1,
    }


def test_a_file_with_none_of_ours_gives_no_learners() -> None:
    found = reading(message("2025-26", learner("C1", "Ann", "Lee", delivery(ProgType=30))))
    assert found.learners == ()
    assert found.skipped == {"other programme type 30": 1}


@pytest.mark.parametrize(
    ("ref", "status", "on"),
    [
        ("A01", "on_programme", date(2025, 10, 6)),
        ("A02", "on_programme", date(2024, 10, 7)),
        ("A03", "on_programme", date(2025, 3, 3)),
        ("A04", "completed", date(2025, 9, 19)),
        ("A05", "withdrawn", date(2025, 8, 29)),
        ("A06", "gateway", date(2025, 10, 10)),
    ],
)
def test_status_and_the_day_it_holds_from(
    invented: dict[str, IlrLearner], ref: str, status: str, on: date
) -> None:
    assert (invented[ref].status, invented[ref].status_on) == (status, on)


@pytest.mark.parametrize(
    ("ref", "given_name", "family_name"),
    [
        ("A01", "Zoë", "Müller-O'Brien"),
        ("A04", "Tomasz", "Żak"),
        ("A07", "Sam [ill]", "Jones"),
        ("A08", "Ann [/b]", "Lee"),
    ],
)
def test_names_come_whole(
    invented: dict[str, IlrLearner], ref: str, given_name: str, family_name: str
) -> None:
    assert (invented[ref].given_name, invented[ref].family_name) == (given_name, family_name)


def test_who_the_learner_is(invented: dict[str, IlrLearner]) -> None:
    zoe = invented["A01"]
    assert (zoe.ukprn, zoe.uln, zoe.email) == (UKPRN, sound_uln(100000001), "a01@example.org")
    assert zoe.born == date(2001, 5, 17)
    assert zoe.delivery_postcode == "LS1 4AP"
    assert zoe.monitoring == {"A": "T-KHAN", "B": "COHORT7"}


@pytest.mark.parametrize(
    ("ref", "programme", "lars"),
    [
        ("A01", "apprenticeship", 694),
        ("A09", "apprenticeship", 403),
        ("A10", "apprenticeship", 9998),
        ("T01", "t_level", None),
    ],
)
def test_the_programme(
    invented: dict[str, IlrLearner], ref: str, programme: str, lars: int | None
) -> None:
    assert (invented[ref].programme, invented[ref].lars) == (programme, lars)


def test_a_t_level_is_told_by_its_components(invented: dict[str, IlrLearner]) -> None:
    assert invented["T01"].aim_refs == ("60358294", "ZTLOS006")


def test_english_and_maths_aims_are_those_funded_on_their_own(
    invented: dict[str, IlrLearner],
) -> None:
    start = date(2025, 10, 6)
    assert invented["A01"].skill_aims == (
        SkillAim(
            aim_ref="60350001",
            start=start,
            actual_end=date(2026, 2, 27),
            status="completed",
            outcome="achieved",
        ),
        SkillAim(
            aim_ref="60350002", start=start, actual_end=None, status="continuing", outcome=None
        ),
    )


def test_a_skill_aim_that_cannot_be_read_costs_only_itself() -> None:
    one = only(
        delivery(LearnStartDate="2025-10-06"),
        skill("60350001", 2, "2025-10-06"),
        skill("60350002", 3, "2025-02-30"),
    )
    assert [aim.aim_ref for aim in one.skill_aims] == ["60350001"]
    assert one.warnings == (
        "learner L1: aim 60350002 was left out: LearnStartDate 2025-02-30 is not a date",
    )


@pytest.mark.parametrize(
    ("year", "ref", "planned", "actual", "prior"),
    [
        ("2025-26", "A01", 350, 96, None),
        ("2025-26", "T01", 1300, None, None),
        ("2025-26", "A03", None, None, None),
        ("2026-27", "A01", 350, 210, 24),
        ("2026-27", "T01", 1300, None, None),
    ],
)
def test_hours(
    year: str, ref: str, planned: int | None, actual: int | None, prior: int | None
) -> None:
    found = {one.ref: one for one in reading(FILES[f"invented-{year}.xml"]()).learners}[ref]
    assert (found.otj_planned, found.otj_actual) == (planned, actual)
    assert found.prior_learning_hours == prior


def test_no_fixed_place_is_no_postcode() -> None:
    assert (
        only(delivery(LearnStartDate="2025-10-06", DelLocPostCode="ZZ99 9ZZ")).delivery_postcode
        is None
    )


# Several programme aims of one learner.


def test_a_restart_makes_a_break_and_keeps_the_original_start(
    invented: dict[str, IlrLearner],
) -> None:
    nia = invented["A02"]
    assert nia.breaks == (Break(start=date(2025, 3, 14), end=date(2025, 9, 1)),)
    assert nia.original_start == date(2024, 10, 7)
    assert (nia.start, nia.planned_end) == (date(2025, 9, 1), date(2026, 6, 30))


def test_a_break_without_a_restart_is_open(invented: dict[str, IlrLearner]) -> None:
    assert invented["A03"].breaks == (Break(start=date(2025, 10, 31)),)


FIRST = delivery(LearnStartDate="2023-01-09", CompStatus=6, LearnActEndDate="2023-06-30")
SECOND = delivery(
    [("RES", "1")],
    LearnStartDate="2023-10-02",
    OrigLearnStartDate="2023-01-09",
    CompStatus=6,
    LearnActEndDate="2024-02-16",
)
THIRD = delivery(
    [("RES", "1")], LearnStartDate="2024-05-07", OrigLearnStartDate="2023-01-09", Outcome=None
)


@pytest.mark.parametrize("aims", [(FIRST, SECOND, THIRD), (THIRD, FIRST, SECOND)])
def test_two_breaks_in_whatever_order_the_aims_stand(aims: tuple[str, ...]) -> None:
    one = only(*aims)
    assert one.breaks == (
        Break(start=date(2023, 6, 30), end=date(2023, 10, 2)),
        Break(start=date(2024, 2, 16), end=date(2024, 5, 7)),
    )
    assert one.original_start == date(2023, 1, 9)
    assert one.warnings == ()


def test_a_restart_alone_in_the_file_keeps_the_original_start() -> None:
    one = only(THIRD)
    assert (one.original_start, one.start, one.breaks) == (date(2023, 1, 9), date(2024, 5, 7), ())


def test_a_second_break_still_open() -> None:
    assert only(FIRST, SECOND).breaks[-1] == Break(start=date(2024, 2, 16), end=None)


def test_a_return_not_marked_as_one_is_taken_as_one_and_told() -> None:
    one = only(FIRST, delivery(LearnStartDate="2023-10-02"))
    assert one.original_start == date(2023, 1, 9)
    assert one.breaks == (Break(start=date(2023, 6, 30), end=date(2023, 10, 2)),)
    assert "L1" in one.warnings[0]
    assert "2023-10-02" in one.warnings[0]


def test_a_fresh_start_after_a_withdrawal_forgets_the_earlier_one() -> None:
    gone = delivery(LearnStartDate="2022-01-10", CompStatus=3, LearnActEndDate="2022-03-01")
    one = only(gone, delivery(LearnStartDate="2024-05-07"))
    assert (one.original_start, one.breaks, one.warnings) == (date(2024, 5, 7), (), ())


def test_a_break_of_another_programme_is_not_this_ones() -> None:
    other = delivery(
        LearnStartDate="2022-01-10", StdCode=403, CompStatus=6, LearnActEndDate="2022-03-01"
    )
    one = only(other, delivery(LearnStartDate="2024-05-07"))
    assert (one.lars, one.original_start, one.breaks) == (694, date(2024, 5, 7), ())


def test_the_open_aim_is_current_though_a_closed_one_started_later() -> None:
    closed = delivery(
        LearnStartDate="2025-01-13", StdCode=403, CompStatus=3, LearnActEndDate="2025-02-01"
    )
    assert only(closed, delivery(LearnStartDate="2024-05-07")).lars == 694


def test_with_none_open_the_latest_start_is_current() -> None:
    early = delivery(LearnStartDate="2022-01-10", CompStatus=2, LearnActEndDate="2023-01-10")
    late = delivery(
        LearnStartDate="2023-05-01", StdCode=403, CompStatus=3, LearnActEndDate="2023-09-01"
    )
    one = only(late, early)
    assert (one.lars, one.status) == (403, "withdrawn")


def test_two_open_programmes_are_told() -> None:
    one = only(
        delivery(LearnStartDate="2024-05-07"), delivery(LearnStartDate="2025-05-07", StdCode=403)
    )
    assert one.lars == 403
    assert "more than one programme is open" in one.warnings[0]


def test_completed_with_the_outcome_awaited_is_gateway_too() -> None:
    one = only(
        delivery(LearnStartDate="2024-05-07", CompStatus=2, LearnActEndDate="2025-06-30", Outcome=8)
    )
    assert (one.status, one.status_on) == ("gateway", date(2025, 6, 30))


def test_an_end_date_alone_is_no_gateway() -> None:
    one = only(delivery(LearnStartDate="2024-05-07", LearnActEndDate="2025-06-30"))
    assert one.status == "on_programme"
    assert "LearnActEndDate" in one.warnings[0]


# The unique learner number.


@pytest.mark.parametrize("uln", ["1061484016", "1061487856", "1004014316", "1061485810"])
def test_ulns_the_department_gives_as_examples_are_sound(uln: str) -> None:
    assert check_uln(uln) == (uln, "")


@pytest.mark.parametrize(
    ("uln", "kept"),
    [("1061484017", "1061484017"), ("1000000089", "1000000089"), ("12345", ""), ("10614840l6", "")],
)
def test_a_wrong_uln_is_told(uln: str, kept: str) -> None:
    found, doubt = check_uln(uln)
    assert found == kept
    assert uln in doubt


@given(st.integers(100_000_000, 999_999_999), st.integers(0, 8), st.integers(1, 9))
def test_any_single_wrong_digit_is_found(nine: int, place: int, more: int) -> None:
    try:
        uln = sound_uln(nine)
    except AssertionError:
        return
    wrong = f"{uln[:place]}{(int(uln[place]) + more) % 10}{uln[place + 1 :]}"
    assert check_uln(uln) == (uln, "")
    assert check_uln(wrong)[1]


def test_the_temporary_uln_is_none_and_a_bad_one_stays(invented: dict[str, IlrLearner]) -> None:
    assert (invented["A07"].uln, invented["A07"].warnings) == ("", ())
    assert invented["A08"].uln == "1000000089"
    assert "A08" in invented["A08"].warnings[0]


# One learner's record that cannot be used.

PLAIN = learner("L1", "Ann", "Lee", delivery(LearnStartDate="2025-10-06", PHours=300))
OTHER = learner("L2", "Bo", "Ray", delivery(LearnStartDate="2025-10-06"))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("2025-10-06", "2025-02-30", "LearnStartDate 2025-02-30 is not a date"),
        ("2025-10-06", "0001-01-01", "LearnStartDate 0001-01-01 is not a date"),
        ("2025-10-06", "soon", "LearnStartDate soon is not a date"),
        ("2001-05-17", "2001-13-01", "DateOfBirth 2001-13-01 is not a date"),
        ("<LearnStartDate>2025-10-06</LearnStartDate>", "", "LearnStartDate is missing"),
        ("<LearnPlanEndDate>2027-01-31</LearnPlanEndDate>", "", "LearnPlanEndDate is missing"),
        ("2027-01-31", "2024-01-31", "LearnPlanEndDate 2024-01-31 is before LearnStartDate"),
        ("<PHours>300", "<PHours>-300", "PHours -300 is not a whole number from 0 to 9999"),
        ("<PHours>300", "<PHours>" + "9" * 5000, "PHours is longer than 200 characters"),
        ("<PHours>300", "<PHours>³00", "PHours ³00 is not a whole number"),
        ("<CompStatus>1", "<CompStatus>4", "CompStatus 4 is not one of 1, 2, 3 and 6"),
        ("<CompStatus>1", "<CompStatus>3", "LearnActEndDate is missing"),
        ("<StdCode>694</StdCode>", "", "StdCode is missing"),
        ("<ProgType>25", "<ProgType>x", "ProgType x is not a whole number"),
        (">Lee<", ">" + "Lee" * 1000 + "<", "FamilyName is longer than 200 characters"),
    ],
)
def test_a_record_that_cannot_be_used_is_left_out_alone(old: str, new: str, problem: str) -> None:
    assert old in PLAIN
    found = reading(message("2025-26", PLAIN.replace(old, new), OTHER))
    assert [one.ref for one in found.learners] == ["L2"]
    assert found.skipped == {UNUSABLE: 1}
    assert len(found.warnings) == 1
    assert found.warnings[0].startswith("learner L1 was left out: ")
    assert problem in found.warnings[0]


def test_a_learner_without_a_reference_is_told_by_place() -> None:
    found = reading(message("2025-26", OTHER, PLAIN.replace(">L1<", "><")))
    assert found.warnings == (
        "the learner numbered 2 in the file was left out: LearnRefNumber is missing",
    )


def test_a_reference_given_twice_keeps_the_first() -> None:
    found = reading(message("2025-26", PLAIN, PLAIN.replace(">Ann<", ">Bea<")))
    assert [one.given_name for one in found.learners] == ["Ann"]
    assert found.skipped == {TWICE: 1}
    assert "L1" in found.warnings[0]


def test_somebody_with_one_name_is_listed_by_it() -> None:
    found = reading(message("2025-26", PLAIN.replace(">Lee<", "><")))
    assert (found.learners[0].given_name, found.learners[0].family_name) == ("", "Ann")


def test_control_characters_do_not_come_in() -> None:
    hostile = PLAIN.replace(">Ann<", "> An\n\tn&#x9b;2J <")
    assert reading(message("2025-26", hostile)).learners[0].given_name == "An n2J"


@pytest.mark.parametrize("secret", ["QQ123456C", "Nowhere Lane", "ZE1 0A", "01632960001", "98"])
def test_what_the_product_does_not_use_is_not_read(secret: str) -> None:
    data = invented_2025_26()
    assert secret in data.decode()
    assert not any(
        re.search(rf"\b{secret}", repr(one).replace("9998", "")) for one in reading(data).learners
    )


# The whole file.


@pytest.mark.parametrize(
    "namespace", ["SFA/ILR/2016-17", "ESFA/ILR/2031-32", "DfE/ILR/2026-27", "ILR/2027-28"]
)
def test_any_years_namespace_will_do(namespace: str) -> None:
    data = invented_2025_26().replace(b"ESFA/ILR/2025-26", namespace.encode())
    assert len(reading(data).learners) == 11


def test_the_declared_encoding_is_used() -> None:
    data = message("2025-26", PLAIN.replace("Lee", "Lé"))
    latin = data.decode().replace("utf-8", "ISO-8859-1").encode("latin-1")
    assert reading(latin).learners[0].family_name == "Lé"
    assert (
        reading(data.decode().replace("utf-8", "utf-16").encode("utf-16")).learners[0].family_name
        == "Lé"
    )


def declaring(declaration: str, reference: str = "Ann") -> bytes:
    text = message("2025-26", PLAIN.replace(">Ann<", f">{reference}<")).decode()
    return text.replace("?>\n", f"?>\n{declaration}\n", 1).encode()


BOMB = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "return.xml is empty"),
        (b"\x00\x01\x02", "line 1"),
        (b"PK\x03\x04 a workbook", "line 1"),
        (b"First name,Surname\nAnn,Lee\n", "line 1"),
        (invented_2025_26()[:9000], "return.xml, line "),
        (invented_2025_26().replace(b"</Learner>", b"", 1), "return.xml, line "),
        (b"<html><body/></html>", "begins with html"),
        (b"<Message/>", "begins with Message"),
        (b'<Message xmlns="urn:other"/>', "is not an ILR file"),
        (b'<Message xmlns="ESFA/ILR/2025-26"/>', "has no header"),
        (b'<Message xmlns="ESFA/ILR/2025-26"><Learner/></Message>', "has no header"),
        (invented_2025_26().replace(b"<Year>2526", b"<Year>2528"), "Year 2528"),
        (invented_2025_26().replace(b"<Year>2526</Year>", b""), "Year is missing"),
        (invented_2025_26().replace(b"<UKPRN>10099999", b"<UKPRN>-1"), "UKPRN -1"),
        (invented_2025_26().replace(b"2025-11-20<", b"2025-11-31<"), "FilePreparationDate"),
        (declaring("<!DOCTYPE Message>"), "document type"),
        (declaring('<!DOCTYPE m SYSTEM "file:///etc/passwd">'), "document type"),
        (declaring(f'<!DOCTYPE m [<!ENTITY b0 "ha">{BOMB}]>', "&b9;"), "document type"),
        (
            declaring('<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
            "document type",
        ),
        (declaring("", "&nothing;"), "return.xml, line "),
        (b'<?xml version="1.0" encoding="utf-7"?><Message/>', "encoding"),
        (b'<?xml version="1.0" encoding="no-such"?><Message/>', "encoding"),
    ],
)
def test_a_damaged_or_hostile_file_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(BadFile) as refusal:
        reading(data)
    sentence = str(refusal.value)
    assert said in sentence
    assert "return.xml" in sentence
    assert "\n" not in sentence
    assert len(sentence) < 200


class Pieces(io.RawIOBase):
    """A stream made as it is read, so that the file itself takes no memory."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def read(self, size: int = -1) -> bytes:
        return next(self._pieces, b"")


def streamed(pieces: Iterator[bytes]) -> BinaryIO:
    return cast(BinaryIO, Pieces(pieces))


def endless(piece: bytes) -> Iterator[bytes]:
    yield message("2025-26", "<Learner>").split(b"</Message>")[0]
    while True:
        yield piece


@pytest.mark.parametrize("unit", [b"<a>", b"x", b"<!-- -->"])
def test_a_record_without_an_end_is_refused(unit: bytes) -> None:
    with pytest.raises(BadFile, match=r"return\.xml"):
        read(streamed(endless(unit * 2000)), "return.xml")


def test_memory_does_not_grow_with_the_file() -> None:
    before, after = message("2025-26", "SPLIT").split(b"SPLIT")
    others = b"".join(
        learner(f"C{n}", "Ann", "Lee", delivery(LearnStartDate="2025-09-08", ProgType=30)).encode()
        for n in range(30)
    )
    times = 2 * LONGEST_RECORD // len(others)

    def pieces() -> Iterator[bytes]:
        yield before
        for _ in range(times):
            yield others
        yield after

    tracemalloc.start()
    found = read(streamed(pieces()), "return.xml")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.skipped == {"other programme type 30": 30 * times}
    assert peak < LONGEST_RECORD // 2


def test_progress_is_told_up_to_the_last_byte() -> None:
    data = invented_2025_26() + b"\n" * 40_000
    seen: list[int] = []
    read(io.BytesIO(data), "return.xml", seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == len(data)
    assert len(seen) > 1


def reads_or_refuses(data: bytes) -> None:
    try:
        reading(data)
    except BadFile as refusal:
        one_line = "\n" not in str(refusal)
    else:
        one_line = True
    assert one_line


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    reads_or_refuses(data)
    reads_or_refuses(b"<" + data)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """The sample with a run of its bytes replaced, repeated or cut."""
    data = SAMPLE
    at = draw(st.integers(0, len(data)))
    length = draw(st.integers(0, 60))
    change: Callable[[bytes], bytes] = draw(
        st.sampled_from([lambda run: b"", lambda run: run * 2, lambda run: run[::-1]])
        | st.binary(max_size=30).map(lambda new: lambda run: new)
    )
    return data[:at] + change(data[at : at + length]) + data[at + length :]


SAMPLE = message("2025-26", PLAIN, learner("A02", "Nia", "Brân", FIRST, SECOND, THIRD))


@given(spoilt())
def test_a_spoilt_file_is_read_or_refused(data: bytes) -> None:
    reads_or_refuses(data)


def test_a_component_of_another_programme_is_left_out() -> None:
    one = only(
        delivery(LearnStartDate="2025-10-06"),
        component("60350009", 2, "2024-10-06", StdCode=403),
    )
    assert one.aim_refs == ()
