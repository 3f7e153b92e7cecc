"""Visits that were moved or cancelled in a calendar come back, and nothing else does."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.workspace.conftest import NOW
from tutor_tui.errors import BadFile, Refused
from tutor_tui.exchange.uids import uid
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.workspace import (
    calendar_import,
    history,
    import_views,
    importing,
    learners,
    tutors,
    visits,
)
from tutor_tui.workspace.calendar_choice import CalendarChoice
from tutor_tui.workspace.calendar_import import VisitItem
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.exports import calendar_files
from tutor_tui.workspace.importing import Request
from tutor_tui.workspace.imports import ImportPlan, carry_out
from tutor_tui.workspace.workspace import Workspace

STARTS = (
    datetime(2026, 12, 1, 10, tzinfo=UTC),
    datetime(2027, 1, 5, 14, tzinfo=UTC),
    datetime(2027, 6, 1, 9, tzinfo=UTC),  # ten o'clock in London
)

Edit = Callable[[str], str]


def learner(caseload: Caseload, ref: str) -> Learner:
    return next(one for one in caseload.learners.values() if one.ref == ref)


@pytest.fixture
def booked(workspace: Workspace, caseload: Caseload) -> list[Visit]:
    """A visit to each learner."""
    return [
        visits.book(workspace, caseload, learner(caseload, ref), at=start).visit
        for ref, start in zip(("L1", "L2", "L3"), STARTS, strict=True)
    ]


def exported(caseload: Caseload, *, utc: bool = True) -> str:
    [data], _ = calendar_files([caseload], CalendarChoice(utc=utc))
    return data.decode()


def edited(calendar: str, visit: Visit, edit: Edit) -> str:
    """The calendar with the visit's own event edited."""
    pieces = re.split(r"(?=BEGIN:VEVENT)|(?=END:VCALENDAR)", calendar)
    found = [uid(visit) in piece for piece in pieces]
    assert sum(found) == 1
    return "".join(edit(p) if ours else p for p, ours in zip(pieces, found, strict=True))


def at(start: str, end: str) -> Edit:
    def edit(event: str) -> str:
        event = re.sub(r"DTSTART.*\r\n", f"DTSTART:{start}\r\n", event)
        return re.sub(r"DTEND.*\r\n", f"DTEND:{end}\r\n", event)

    return edit


def with_line(name: str, value: str) -> Edit:
    return lambda event: re.sub(rf"{name}:.*\r\n", f"{name}:{value}\r\n", event)


cancelled = with_line("STATUS", "CANCELLED")
MOVED = at("20261202T133000Z", "20261202T144500Z")
MOVED_START = datetime(2026, 12, 2, 13, 30, tzinfo=UTC)


@pytest.fixture
def plan(workspace: Workspace, tmp_path: Path) -> Callable[..., ImportPlan]:
    def made(*calendars: str, even_older: bool = False) -> ImportPlan:
        files = []
        for number, calendar in enumerate(calendars):
            files.append(tmp_path / f"{number}.ics")
            files[-1].write_text(calendar, newline="")
        found = calendar_import.read(files)
        return calendar_import.plan_of(workspace, found, even_older=even_older)

    return made


Planner = Callable[..., ImportPlan]


def told(plan: ImportPlan) -> list[tuple[str, str]]:
    """Of each visit by its learner what becomes of it, or why it stays; the same is left out."""
    items = [item for item in plan.items if isinstance(item, VisitItem)]
    assert len(items) == len(plan.items)
    return [(item.ref, item.becomes or item.reason) for item in items if item.kind != "unchanged"]


def done(workspace: Workspace, plan: ImportPlan) -> None:
    carry_out(workspace, lambda: plan, reason="import diary.ics")


@pytest.mark.parametrize("utc", [True, False])
def test_our_own_export_read_back_proposes_nothing(
    caseload: Caseload, booked: list[Visit], plan: Planner, utc: bool
) -> None:
    made = plan(exported(caseload, utc=utc))
    assert [item.kind for item in made.items] == ["unchanged"] * 3
    assert made.warnings == []
    assert made.writes == {}


@pytest.mark.parametrize("hours", [-500, -1, 1, 24 * 28])
def test_a_visit_moved_by_some_hours_is_proposed_and_no_other(
    workspace: Workspace, caseload: Caseload, booked: list[Visit], plan: Planner, hours: int
) -> None:
    start = STARTS[1] + timedelta(hours=hours)
    times = (f"{one:%Y%m%dT%H%M%SZ}" for one in (start, start + timedelta(hours=1)))
    made = plan(edited(exported(caseload), booked[1], at(*times)))
    assert told(made) == [("L2", "moved")]
    done(workspace, made)
    after = caseload.visits[booked[1].id]
    assert (after.start, after.date) == (start, start.date())
    assert after.end == start + timedelta(hours=1)
    assert (after.sequence, after.changed) == (booked[1].sequence + 1, NOW)
    assert [caseload.visits[one.id] for one in (booked[0], booked[2])] == [booked[0], booked[2]]


def test_what_was_taken_is_the_same_afterwards_and_one_undo_takes_all_back(
    workspace: Workspace, caseload: Caseload, booked: list[Visit], plan: Planner
) -> None:
    calendar = edited(exported(caseload), booked[0], MOVED)
    calendar = edited(calendar, booked[2], cancelled)
    done(workspace, plan(calendar))
    moved, gone = caseload.visits[booked[0].id], caseload.visits[booked[2].id]
    assert (moved.start, visits.booked_minutes(moved)) == (MOVED_START, 75)
    assert (gone.status, gone.why, gone.start) == ("cancelled", calendar_import.WHY, STARTS[2])
    assert told(plan(calendar)) == []
    assert told(plan(exported(caseload))) == []
    history.undo(workspace, caseload)
    assert [caseload.visits[one.id].start for one in booked] == list(STARTS)
    assert {caseload.visits[one.id].status for one in booked} == {"booked"}


def test_only_the_length_may_change(
    workspace: Workspace, caseload: Caseload, booked: list[Visit], plan: Planner
) -> None:
    longer = at("20261201T100000Z", "20261201T120000Z")
    made = plan(edited(exported(caseload), booked[0], longer))
    [change] = made.of("updated")[0].changes
    assert (change.before, change.after) == ("1 Dec 10:00-11:00", "1 Dec 10:00-12:00")


def test_a_visit_without_an_end_in_the_calendar_keeps_its_length(
    workspace: Workspace, caseload: Caseload, booked: list[Visit], plan: Planner
) -> None:
    def endless(event: str) -> str:
        return re.sub(r"DTEND.*\r\n", "", MOVED(event))

    done(workspace, plan(edited(exported(caseload), booked[0], endless)))
    assert visits.booked_minutes(caseload.visits[booked[0].id]) == 60


def test_the_next_export_is_no_older_than_what_the_calendar_holds(
    workspace: Workspace, caseload: Caseload, booked: list[Visit], plan: Planner
) -> None:
    calendar = edited(exported(caseload), booked[0], MOVED)
    done(workspace, plan(edited(calendar, booked[0], with_line("SEQUENCE", "7"))))
    assert caseload.visits[booked[0].id].sequence == 7


@pytest.fixture
def moved_here(workspace: Workspace, caseload: Caseload, booked: list[Visit]) -> Visit:
    """The first visit, an hour later than it was, since half past nine."""
    visit = booked[0]
    after = replace(
        visit,
        start=STARTS[0] + timedelta(hours=1),
        end=STARTS[0] + timedelta(hours=2),
        sequence=visit.sequence + 1,
        changed=NOW + timedelta(minutes=30),
    )
    return caseload.save(after, actor="khan", reason="move visit")


LATER, EARLIER = "20261123T100000Z", "20261123T091500Z"


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([], "an older copy"),
        # an earlier time of ours, though the program says it was changed by now
        ([with_line("LAST-MODIFIED", LATER)], "an older copy"),
        # dragged since, by a program that does not count
        ([MOVED, with_line("LAST-MODIFIED", LATER)], "moved"),
        ([MOVED, with_line("LAST-MODIFIED", LATER), with_line("SEQUENCE", "9")], "moved"),
        # dragged before the visit was moved here
        ([MOVED, with_line("LAST-MODIFIED", EARLIER)], "an older copy"),
        ([MOVED, with_line("LAST-MODIFIED", EARLIER), with_line("SEQUENCE", "9")], "an older copy"),
        ([cancelled, with_line("LAST-MODIFIED", EARLIER)], "an older copy"),
        ([cancelled, with_line("LAST-MODIFIED", LATER)], "cancelled"),
        # without any stamp the count alone speaks
        ([MOVED, lambda event: re.sub("(DTSTAMP|LAST-M).*\r\n", "", event)], "an older copy"),
    ],
)
def test_a_copy_older_than_our_last_change_is_left_unless_it_is_asked_for(
    workspace: Workspace,
    caseload: Caseload,
    booked: list[Visit],
    moved_here: Visit,
    plan: Planner,
    edits: list[Edit],
    expected: str,
) -> None:
    calendar = exported(caseload)
    old = at("20261201T100000Z", "20261201T110000Z")
    stamp = f"{booked[0].changed:%Y%m%dT%H%M%SZ}"
    for edit in (old, with_line("SEQUENCE", "0"), with_line("LAST-MODIFIED", stamp), *edits):
        calendar = edited(calendar, booked[0], edit)
    [(ref, said)] = told(plan(calendar))
    assert ref == "L1"
    assert said.startswith(expected) or expected in said
    [(_, taken)] = told(plan(calendar, even_older=True))
    assert taken in ("moved", "cancelled")


def test_what_is_recorded_or_cancelled_here_stays(
    workspace: Workspace, caseload: Caseload, booked: list[Visit], plan: Planner
) -> None:
    before = exported(caseload)
    held = replace(caseload.visits[booked[0].id], status="attended", minutes=60)
    caseload.save(held, actor="khan", reason="record")
    visits.cancel(workspace, caseload, booked[1])
    calendar = edited(edited(before, booked[0], MOVED), booked[2], cancelled)
    assert told(plan(calendar, even_older=True)) == [
        ("L1", "its outcome is recorded: attended"),
        ("L2", "it is cancelled here"),
        ("L3", "cancelled"),
    ]
    assert told(plan(before)) == [("L2", "it is cancelled here")]


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (at("20261201", "20261202"), "no time of day"),
        (lambda event: event.replace("SUMMARY", "RRULE:FREQ=WEEKLY\r\nSUMMARY"), "repeats"),
        (at("20261201T100000Z", "20261201T230100Z"), "a visit lasts from 5 minutes to 12 hours"),
        (at("20261201T100000Z", "20261201T100100Z"), "a visit lasts from 5 minutes to 12 hours"),
        (at("00010101T000000Z", "00010101T010000Z"), "between 1900 and 2199"),
        (at("99991231T230000Z", "99991231T235900Z"), "between 1900 and 2199"),
    ],
)
def test_what_no_visit_can_be_is_left_and_said(
    caseload: Caseload, booked: list[Visit], plan: Planner, edit: Edit, reason: str
) -> None:
    made = plan(edited(exported(caseload), booked[0], edit))
    [(_, said)] = told(made)
    assert reason in said
    assert made.writes == {}


def test_what_speaks_against_a_time_is_told_and_the_visit_moved_all_the_same(
    workspace: Workspace, caseload: Caseload, booked: list[Visit], plan: Planner
) -> None:
    onto = at("20270105T143000Z", "20270105T153000Z")  # where the second one is
    sunday = at("20261206T190000Z", "20261206T200000Z")
    calendar = edited(exported(caseload), booked[0], onto)
    [item] = plan(calendar).of("updated")
    assert "overlaps the visit of 5 Jan 2027 14:00-15:00 with Sam Lee" in item.reason
    calendar = edited(calendar, booked[1], sunday)  # which leaves its place
    first, second = plan(calendar).of("updated")
    assert "overlaps" not in first.reason
    assert "Sunday is not one of Kit Khan's working days" in second.reason
    done(workspace, plan(calendar))
    assert caseload.visits[booked[1].id].date == date(2026, 12, 6)


def test_what_is_not_in_the_file_stays_and_what_is_not_ours_is_counted(
    caseload: Caseload, booked: list[Visit], plan: Planner
) -> None:
    calendar = exported(caseload)
    pieces = re.split(r"(?=BEGIN:VEVENT)|(?=END:VCALENDAR)", calendar)
    others = [pieces[2].replace(uid(booked[1]), f"{n}@example.org") for n in range(2)]
    unknown = pieces[3].replace(booked[2].id, "01unknown")
    made = plan("".join([*pieces[:2], *others, unknown, pieces[-1]]))
    assert told(made) == []
    assert made.warnings == [
        "1 visit of the file is left out: deleted, of another workspace, or in a caseload that "
        "you may not read",
        "2 visits booked from now on are not in the file; nothing is changed of them",
        "2 events of the file are no visit of this program's, and left out",
    ]


def test_visits_of_several_caseloads_are_taken_in_one_and_undone_in_one(
    workspace: Workspace, caseload: Caseload, booked: list[Visit], plan: Planner
) -> None:
    tutors.add(workspace, name="Bo Lee", login="bo")
    theirs = next(one for one in workspace.caseloads() if one.tutor.name == "Bo Lee")
    learners.add(
        workspace,
        theirs,
        ref="B1",
        given_name="Al",
        family_name="Orr",
        standard="ST1379",
        start=date(2026, 8, 31),
        planned_end=date(2027, 12, 31),
    )
    other = visits.book(workspace, theirs, learner(theirs, "B1"), at=STARTS[1]).visit
    [data], _ = calendar_files([caseload, theirs], CalendarChoice(utc=True))
    calendar = edited(edited(data.decode(), booked[0], MOVED), other, cancelled)
    done(workspace, plan(calendar))
    assert caseload.visits[booked[0].id].start == MOVED_START
    assert theirs.visits[other.id].status == "cancelled"
    history.undo(workspace, theirs)
    assert caseload.visits[booked[0].id].start == STARTS[0]
    assert theirs.visits[other.id].status == "booked"


def test_of_several_files_the_newest_copy_counts(
    caseload: Caseload, booked: list[Visit], plan: Planner
) -> None:
    old = exported(caseload)
    new = edited(edited(old, booked[0], MOVED), booked[0], with_line("SEQUENCE", "1"))
    assert told(plan(old, new)) == told(plan(new, old)) == [("L1", "moved")]


def test_a_damaged_file_is_refused_and_nothing_changed(
    workspace: Workspace, caseload: Caseload, booked: list[Visit], plan: Planner, tmp_path: Path
) -> None:
    generation = caseload.generation()
    with pytest.raises(BadFile, match=r"0\.ics, line \d+: DTSTART: 'soon' is no day or time"):
        plan(edited(exported(caseload), booked[0], at("soon", "later")))
    with pytest.raises(Refused, match=r"nowhere\.ics: there is no such file"):
        calendar_import.read([tmp_path / "nowhere.ics"])
    assert caseload.generation() == generation


def test_the_screen_s_steps_show_each_visit_and_take_it(
    workspace: Workspace, caseload: Caseload, booked: list[Visit], tmp_path: Path
) -> None:
    calendar = edited(exported(caseload), booked[0], at("20270105T143000Z", "20270105T153000Z"))
    calendar = edited(edited(calendar, booked[1], cancelled), booked[2], at("20270601", "20270602"))
    file = tmp_path / "diary.ics"
    file.write_text(calendar, newline="")
    assert importing.kind_of(file) == "calendar"
    request = Request(files=(file,), kind="calendar", tutor=caseload.tutor.id)
    contents = importing.read(request, lambda *_: None)
    made = importing.plan(workspace, request, contents, lambda *_: None)
    rows = import_views.preview(made, {}, workspace.today)
    assert [(row.kind, row.choosable, row.ref, row.told.partition("; ")[0]) for row in rows] == [
        ("updated", True, "L1", "moved: 1 Dec 10:00-11:00 -> 5 Jan 2027 14:30-15:30"),
        ("updated", True, "L2", "cancelled: 5 Jan 2027 14:00-15:00"),
        ("skipped", False, "L3", "1 Jun 2027 10:00-11:00"),
    ]
    item = made.items[0]
    assert import_views.details(item)[0] == (
        "time",
        "1 Dec 10:00-11:00 -> 5 Jan 2027 14:30-15:30",
        False,
    )
    assert import_views.details(item)[1][0] == "note"
    assert import_views.numbers(made) == "1 moved and 1 cancelled visits"
    importing.carry_out(workspace, request, made.limited(lambda one: one is item))
    assert caseload.visits[booked[0].id].date == date(2027, 1, 5)
    assert caseload.visits[booked[1].id].status == "booked"


def test_an_event_that_is_dragged_keeps_an_hour_of_london_over_the_clocks_change(
    workspace: Workspace, caseload: Caseload, booked: list[Visit], plan: Planner
) -> None:
    calendar = exported(caseload, utc=False)
    for name, hour in (("DTSTART", 10), ("DTEND", 11)):
        calendar = calendar.replace(
            f"{name};TZID=Europe/London:20261201T{hour}0000",
            f"{name};TZID=Europe/London:20270330T{hour}0000",
        )
    done(workspace, plan(calendar))
    after = caseload.visits[booked[0].id]
    assert after.start == datetime(2027, 3, 30, 9, tzinfo=UTC)
    assert (after.start.hour, after.date) == (10, date(2027, 3, 30))
