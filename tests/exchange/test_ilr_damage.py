"""What becomes of an ILR file, or of one record in it, that is damaged or hostile."""

import io
import tracemalloc
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.ilr_samples import delivery, invented_2025_26, learner, message, reading
from tutor_tui.errors import BadFile
from tutor_tui.exchange.ilr import LONGEST_RECORD, TWICE, UNUSABLE, read

PLAIN = learner("L1", "Ann", "Lee", delivery(LearnStartDate="2025-10-06", PHours=300))
OTHER = learner("L2", "Bo", "Ray", delivery(LearnStartDate="2025-10-06"))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("2025-10-06", "2025-02-30", "LearnStartDate 2025-02-30 is not a date"),
        ("2025-10-06", "0001-01-01", "LearnStartDate 0001-01-01 is not a date"),
        ("2025-10-06", "soon", "LearnStartDate soon is not a date"),
        ("<LearnStartDate>2025-10-06</LearnStartDate>", "", "LearnStartDate is missing"),
        ("<LearnPlanEndDate>2027-01-31</LearnPlanEndDate>", "", "LearnPlanEndDate is missing"),
        ("2027-01-31", "2024-01-31", "LearnPlanEndDate 2024-01-31 is before LearnStartDate"),
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


@pytest.mark.parametrize(
    ("old", "new", "field", "problem"),
    [
        ("2001-05-17", "2001-13-01", "born", "DateOfBirth 2001-13-01 is not a date"),
        ("2001-05-17", "2025-10-06", "born", "DateOfBirth 2025-10-06 is not before the start"),
        ("<PHours>300", "<PHours>-300", "otj_planned", "PHours -300 is not a whole number"),
        ("<PHours>300", "<PHours>" + "9" * 500, "otj_planned", "PHours is longer than 200"),
        ("<PHours>300", "<PHours>³00", "otj_planned", "PHours ³00 is not a whole number"),
        (
            "<PHours>300</PHours>",
            "<OTJActHours>many</OTJActHours>",
            "otj_actual",
            "OTJActHours many is not a whole number",
        ),
        (
            "<PHours>300</PHours>",
            "<HRSRecord><HRSCode>1</HRSCode><HRSAmount>x</HRSAmount></HRSRecord>",
            "otj_planned",
            "HRSAmount x is not a whole number",
        ),
        (
            "<DateOfBirth>",
            "<Email>" + "e" * 201 + "</Email><DateOfBirth>",
            "email",
            "Email is longer than 200 characters",
        ),
    ],
)
def test_a_field_the_product_can_do_without_costs_only_itself(
    old: str, new: str, field: str, problem: str
) -> None:
    assert old in PLAIN
    found = reading(message("2025-26", PLAIN.replace(old, new)))
    assert found.skipped == {}
    assert not getattr(found.learners[0], field)
    [warning] = found.learners[0].warnings
    assert warning.startswith(f"learner L1: {problem}")
    assert warning.endswith("taken as not known")


def test_every_reference_met_is_told_though_its_record_was_left_out() -> None:
    spoilt = PLAIN.replace("<StdCode>694</StdCode>", "")
    other = OTHER.replace("<ProgType>25", "<ProgType>30").replace(">L2<", ">L3<")
    found = reading(message("2025-26", spoilt, OTHER, other, PLAIN.replace(">L1<", "><")))
    assert [one.ref for one in found.learners] == ["L2"]
    assert found.refs == {"L1", "L2", "L3"}


def test_a_usable_record_after_an_unusable_one_of_the_same_reference_is_taken() -> None:
    found = reading(message("2025-26", PLAIN.replace("<StdCode>694</StdCode>", ""), PLAIN))
    assert [one.ref for one in found.learners] == ["L1"]
    assert found.skipped == {UNUSABLE: 1}


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


def declaring(declaration: str, reference: str = "Ann") -> bytes:
    text = message("2025-26", PLAIN.replace(">Ann<", f">{reference}<")).decode()
    return text.replace("?>\n", f"?>\n{declaration}\n", 1).encode()


def by_what_is_said(value: bytes | str) -> str:
    return value if isinstance(value, str) else "file"


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
    ids=by_what_is_said,
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
    assert found.skipped == {"other programme type 30": 30}
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


FIRST = delivery(LearnStartDate="2023-01-09", CompStatus=6, LearnActEndDate="2023-06-30")
SECOND = delivery(
    [("RES", "1")], LearnStartDate="2023-10-02", OrigLearnStartDate="2023-01-09", PHours=300
)
SAMPLE = message("2025-26", PLAIN, learner("L2", "Nia", "Brân", FIRST, SECOND))


@given(spoilt())
def test_a_spoilt_file_is_read_or_refused(data: bytes) -> None:
    reads_or_refuses(data)
