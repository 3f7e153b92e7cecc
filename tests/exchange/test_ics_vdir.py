"""A directory of calendar files: one a visit, each of a safe name."""

from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.readers import khal
from tests.exchange.readers.examples import READERS, Reader, at, entry, lines
from tutor_tui.exchange.ics import LONDON_RULES, calendar, vdir_files
from tutor_tui.exchange.uids import file_name, uid


def test_each_visit_has_its_own_file() -> None:
    entries = [entry(id="b"), entry(id="a", status="cancelled"), entry(id="c", start=None)]
    files = vdir_files(entries, alarm_minutes=60)
    assert set(files) == {"a@visits.tutor-tui.ics", "b@visits.tutor-tui.ics"}
    together = lines(calendar(entries, alarm_minutes=60))
    for name, data in files.items():
        single = lines(data)
        assert f"UID:{name.removesuffix('.ics')}" in single
        assert set(single) <= set(together)
        assert LONDON_RULES in data
        assert not [line for line in single if line.startswith(("METHOD", "X-WR-"))]


def test_utc_files_need_no_zone() -> None:
    (data,) = vdir_files([entry()], utc=True).values()
    assert b"VTIMEZONE" not in data


@pytest.mark.parametrize("read", READERS)
def test_every_reader_reads_a_visits_file(read: Reader) -> None:
    (data,) = vdir_files([entry()]).values()
    (event,) = read(data)
    assert event.start == entry().visit.start


@pytest.mark.skipif(bool(khal.missing()), reason=khal.missing())
def test_khal_takes_the_directory_for_one_of_its_calendars(tmp_path: Path) -> None:
    entries = [at("gmt", "2027-03-27T10:00:00+00:00"), at("bst", "2027-03-28T10:00:00+01:00")]
    for name, data in vdir_files(entries).items():
        (tmp_path / name).write_bytes(data)
    seen = {event.uid: event.start for event in khal.read_directory(tmp_path)}
    assert seen == {uid(one.visit): one.visit.start for one in entries}


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_id_gives_a_safe_name(id: str) -> None:
    visit = entry(id=id).visit
    assert PurePath(file_name(visit)).name == file_name(visit)
    assert not file_name(visit).startswith(".")
    assert file_name(visit).isascii()
    assert uid(visit).count("@") == 1
    assert len(uid(visit)) < 200


def test_different_ids_give_different_uids() -> None:
    ids = ["a", "A", "a/b", "a/c", "../a", "", " ", "ŵ" * 100, "ŵ" * 101, "x" * 100, "x" * 101]
    assert len({uid(entry(id=each).visit) for each in ids}) == len(ids)
