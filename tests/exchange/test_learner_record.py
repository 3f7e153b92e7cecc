"""A learner's record as a file: read again as it was written, and nothing else is read."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.learner_strategies import SLOW, records
from tutor_tui.errors import BadFile
from tutor_tui.exchange import learner_record
from tutor_tui.exchange.learner_record import LearnerRecord
from tutor_tui.model.folder import Contact, Folder, NoteEntry
from tutor_tui.model.learner import KsbRecord, Learner
from tutor_tui.model.visit import Visit

ID, OTHER = "0" * 16, "1" * 16
STAMP: Any = "2026-11-23T09:00:00Z"
SAMPLE = LearnerRecord(
    learner=Learner(
        id=ID,
        tutor=OTHER,
        ref="L1",
        family_name="Jones",
        standard="ST1379",
        standard_version="1.2",
        original_start=date(2026, 8, 31),
        planned_end=date(2027, 12, 31),
        ksbs={"K6": KsbRecord(state="met")},
    ),
    visits=(
        Visit(
            id="2" * 16,
            learner=ID,
            tutor=OTHER,
            date=date(2026, 11, 2),
            created=STAMP,
            changed=STAMP,
        ),
    ),
    folder=Folder(
        id=ID,
        notes={"3" * 16: NoteEntry(on=date(2026, 11, 2), text="Shh")},
        contacts={"employer": Contact(role="employer", name="Max Orr")},
    ),
)


def written(record: LearnerRecord = SAMPLE) -> bytes:
    return learner_record.write(record, on=date(2026, 11, 23), tutor="Kit Khan")


def changed(change: Callable[[Any], object]) -> bytes:
    """The sample's file with something in it changed."""
    content = json.loads(written())
    change(content)
    return json.dumps(content).encode()


@settings(SLOW, max_examples=25)
@given(records())
def test_a_record_is_read_as_it_was_written(record: LearnerRecord) -> None:
    data = written(record)
    assert learner_record.read(data, "x.json") == record
    assert data.decode().replace("\n", "").isprintable()


def test_the_file_says_what_it_is_and_which_notes_are_private() -> None:
    content = json.loads(written())
    assert (content["format"], content["version"]) == ("tutor-tui learner record", 1)
    assert (content["exported"], content["tutor"]) == ("2026-11-23", "Kit Khan")
    assert [note["private"] for note in content["folder"]["notes"].values()] == [True]
    assert "history" not in content


def put(*path: Any, value: Any) -> Callable[[Any], None]:
    def change(content: Any) -> None:
        for step in path[:-1]:
            content = content[step]
        content[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (put("format", value="other"), "not a learner's record"),
        (put("version", value=2), "made by another version"),
        (put("more", value=1), "unknown field 'more'"),
        (put("learner", value=None), "learner: it must be an object"),
        (put("learner", "nickname", value="x"), "learner: unknown field 'nickname'"),
        (put("learner", "family_name", value=""), "learner, family name: it must say something"),
        (put("learner", "born", value="soon"), "learner, born: it must be a date"),
        (put("learner", "planned_end", value="2020-01-01"), "learner, planned end 2020-01-01 is"),
        (put("learner", "mode", value="phone"), "learner, mode: it must be 'online' or"),
        (put("learner", "id", value="../x"), "learner, id: '../x' is no id"),
        (put("visits", 0, "id", value=""), "visit 1, id: '' is no id"),
        (put("learner", "ksbs", value={"\x1b[2J": {"state": "met"}}), "is no code such as K6"),
        (put("learner", "skills", value={"art": {"state": "failed"}}), "'art' is no subject"),
        (put("learner", "gateway", value={"x": {"state": "done"}}), "'x' is no gateway item"),
        (put("learner", "reviews", value={"x": {"on": "2026-11-02"}}), "reviews: 'x' is no id"),
        (put("visits", value={}), "visits: it must be a list"),
        (put("visits", 0, "learner", value=OTHER), "visit 1: it is another learner's"),
        (put("visits", 0, "minutes", value=-1), "visit 1, minutes: it must be at least 0"),
        (lambda content: content["visits"].append(content["visits"][0]), "two have one id"),
        (put("folder", "id", value=OTHER), "folder: it is another learner's"),
        (put("folder", "notes", value={"x": {"on": "2026-11-02", "text": "x"}}), "'x' is no id"),
        (
            put("folder", "contacts", value={"mentor": {"role": "employer", "name": "x"}}),
            "'mentor' is not the contact's role",
        ),
        (
            put(
                "folder",
                "evidence",
                value={OTHER: {"on": "2026-11-02", "title": "x", "ksbs": ["K 6"]}},
            ),
            "'K 6' is no code",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(change: Callable[[Any], None], told: str) -> None:
    with pytest.raises(BadFile) as refused:
        learner_record.read(changed(change), "x.json")
    assert told in str(refused.value)
    assert str(refused.value).startswith("x.json: ")
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"null", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"format": NaN}']
)
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(BadFile, match=r"x\.json"):
        learner_record.read(data, "x.json")


PLACES = [
    *(("learner", name) for name in json.loads(written())["learner"]),
    *(("visits", 0, name) for name in json.loads(written())["visits"][0]),
    *(("folder", name) for name in json.loads(written())["folder"]),
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(PLACES), VALUES)
def test_no_value_of_any_field_is_more_than_refused(place: tuple[Any, ...], value: Any) -> None:
    with suppress(BadFile):
        learner_record.read(changed(put(*place, value=value)), "x.json")


@settings(deadline=None)
@given(st.integers(0, len(written()) - 1), st.binary(max_size=3))
def test_a_damaged_file_is_never_more_than_refused(at: int, piece: bytes) -> None:
    data = written()
    with suppress(BadFile):
        learner_record.read(data[:at] + piece + data[at + len(piece) + 1 :], "x.json")
