"""Plans saved as bookings."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace

from tests.workspace.conftest import TODAY, Opener, only_caseload
from tutor_tui.errors import BadFile, Refused, WrongUsage
from tutor_tui.model.common import Cadence
from tutor_tui.model.tutor import Closure, Leave
from tutor_tui.model.visit import Visit
from tutor_tui.planning.needs import Busy
from tutor_tui.workspace import (
    closures,
    history,
    learners,
    plan_by_hand,
    plans,
    recording,
    tutors,
    visits,
)
from tutor_tui.workspace.caseload import Caseload, Overtaken
from tutor_tui.workspace.workspace import Workspace


def booked(caseload: Caseload) -> list[Visit]:
    return sorted(
        (one for one in caseload.visits.values() if one.status == "booked"),
        key=lambda one: (one.date, one.id),
    )


def learner_of(caseload: Caseload, ref: str = "L1") -> object:
    return next(one for one in caseload.learners.values() if one.ref == ref)


def test_a_plan_is_booked_in_one_change_and_taken_back_by_one_undo(
    workspace: Workspace, caseload: Caseload
) -> None:
    draft = plans.drafted(workspace, caseload)
    done = plans.save(workspace, caseload, draft)
    found = booked(caseload)
    assert len(done.changes) == len(draft.visits) == len(found) == 9
    assert [(one.date, one.kind) for one in found] == [
        (one.visit.on, one.visit.kind) for one in draft.visits
    ]
    assert not any(one.fixed for one in found)
    with pytest.raises(Refused, match="planned already"):
        plans.save(workspace, caseload, plans.drafted(workspace, caseload))
    history.undo(workspace, caseload)
    assert booked(caseload) == []


def test_a_plan_keeps_what_is_booked_where_nobody_is_later_for_it(
    workspace: Workspace, caseload: Caseload
) -> None:
    plans.save(workspace, caseload, plans.drafted(workspace, caseload))
    leave = booked(caseload)[4].date
    tutors.edit(caseload, workspace, {"leave": (Leave(start=leave, end=leave),)})
    found = plans.changes(workspace, caseload, plans.drafted(workspace, caseload))
    assert {change.kind for change in found} == {"moved"}
    assert 1 <= len(found) <= 2
    assert all(change.after.sequence == 1 for change in found)


def test_some_of_a_plan_is_saved(workspace: Workspace, caseload: Caseload) -> None:
    draft = plans.drafted(workspace, caseload)
    wanted = draft.visits[1]
    done = plans.save(workspace, caseload, draft, only=[wanted.key])
    assert [one.learner for one in booked(caseload)] == [wanted.visit.learner]
    assert done.left_out == len(draft.visits) - 1


def test_what_was_moved_by_hand_is_fixed_and_stays_in_later_plans(
    workspace: Workspace, caseload: Caseload
) -> None:
    draft = plans.drafted(workspace, caseload)
    one = draft.visits[0]
    put = date(2026, 12, 14)
    plans.save(workspace, caseload, plans.moved(draft, one.key, put, time(9)), only=[one.key])
    [visit] = booked(caseload)
    assert (visit.date, visit.fixed) == (put, True)
    later = plans.drafted(workspace, caseload)
    assert (later.of(visit.id).visit.on, later.of(visit.id).pinned) == (put, True)
    free = plans.pinned(later, visit.id, stays=False)
    plans.save(workspace, caseload, free, only=[visit.id])
    assert not booked(caseload)[0].fixed


def test_a_booking_left_out_is_cancelled(workspace: Workspace, caseload: Caseload) -> None:
    plans.save(workspace, caseload, plans.drafted(workspace, caseload))
    draft = plans.drafted(workspace, caseload)
    key = draft.visits[-1].key
    plans.save(workspace, caseload, plans.dropped(draft, key, out=True))
    gone = caseload.visits[key]
    assert (gone.status, gone.cancelled_by, gone.sequence) == ("cancelled", "tutor", 1)


def test_a_fixed_visit_without_a_time_of_day_stays_without_one(
    workspace: Workspace, caseload: Caseload
) -> None:
    plans.save(workspace, caseload, plans.drafted(workspace, caseload))
    one = booked(caseload)[3]
    caseload.save(replace(one, start=None, end=None, fixed=True), actor="khan", reason="no time")
    draft = plans.drafted(workspace, caseload)
    to = one.date + timedelta(days=1)
    plans.save(workspace, caseload, plans.moved(draft, one.id, to))
    after = caseload.visits[one.id]
    assert (after.date, after.start, after.fixed) == (to, None, True)


def test_two_visits_at_one_time_are_refused(workspace: Workspace, caseload: Caseload) -> None:
    draft = plans.drafted(workspace, caseload)
    one, other = draft.visits[:2]
    put = plans.moved(draft, other.key, one.visit.on, one.visit.start)
    with pytest.raises(Refused, match="would be seen at one time"):
        plans.save(workspace, caseload, put)
    assert booked(caseload) == []


def test_the_rest_of_a_plan_stays_as_it_was_proposed(
    workspace: Workspace, caseload: Caseload
) -> None:
    plans.save(workspace, caseload, plans.drafted(workspace, caseload, weeks=8))
    draft = plans.drafted(workspace, caseload)
    new = [one.key for one in draft.visits if one.new]
    [*_, gone] = (one.key for one in draft.visits if not one.new)
    draft = plans.dropped(plans.moved(draft, new[0], draft.of(new[0]).visit.on), gone, out=True)
    before = {change.key: change.after for change in plans.changes(workspace, caseload, draft)}
    wanted = {new[0], new[1], gone}
    saved = plans.save(workspace, caseload, draft, only=wanted)
    asked = plans.asked_now(workspace, caseload, draft)
    rest = plan_by_hand.rest(draft, asked, saved)
    left = {change.key: change.after for change in plans.changes(workspace, caseload, rest)}
    assert [(key, one.date, one.start) for key, one in left.items()] == [
        (key, one.date, one.start) for key, one in before.items() if key not in wanted
    ]
    assert gone not in {one.key for one in rest.visits}
    ids = {change.key: change.after.id for change in saved.changes}
    assert {one.key for one in rest.visits if one.pinned} == {ids[new[0]]}
    assert not plan_by_hand.changed_by_hand(rest)
    assert plan_by_hand.changed_by_hand(draft)


def test_what_makes_room_is_to_be_saved_too(workspace: Workspace, caseload: Caseload) -> None:
    plans.save(workspace, caseload, plans.drafted(workspace, caseload))
    draft = plans.drafted(workspace, caseload)
    one, other = draft.visits[:2]
    swapped = plans.swapped(draft, one.key, other.key)
    with pytest.raises(Refused, match="is still booked: save what becomes of"):
        plans.save(workspace, caseload, swapped, only=[one.key])
    plans.save(workspace, caseload, swapped)


def test_a_plan_made_before_somebody_elses_change_is_not_saved(
    workspace: Workspace, caseload: Caseload, another: Opener
) -> None:
    draft = plans.drafted(workspace, caseload)
    theirs = another()
    folder = only_caseload(theirs)
    learner = next(iter(folder.learners.values()))
    # what the plan does not rest on changes nothing
    learners.edit(theirs, folder, learner, {"email": "sam@example.org"})
    assert plans.changes(workspace, caseload, draft)
    visits.book(theirs, folder, learner, at=datetime(2026, 12, 15, 10, tzinfo=UTC))
    with pytest.raises(Overtaken, match="plan anew"):
        plans.save(workspace, caseload, draft)


def test_near_early_and_unusual_bookings_stay(workspace: Workspace, caseload: Caseload) -> None:
    first, second, third = sorted(caseload.learners.values(), key=lambda one: one.ref)
    tomorrow = visits.book(
        workspace, caseload, first, at=datetime(2026, 11, 24, 10, tzinfo=UTC)
    ).visit
    early = visits.book(workspace, caseload, first, at=datetime(2026, 12, 14, 10, tzinfo=UTC)).visit
    observed = visits.book(
        workspace, caseload, second, at=datetime(2027, 1, 11, 10, tzinfo=UTC), kind="observation"
    ).visit
    late = visits.book(workspace, caseload, third, at=datetime(2027, 1, 11, 14, tzinfo=UTC)).visit
    draft = plans.drafted(workspace, caseload)
    assert all(draft.of(one.id).stays for one in (tomorrow, early, observed))
    assert draft.of(late.id).visit.moved
    kinds = {change.after.id: change.kind for change in plans.changes(workspace, caseload, draft)}
    assert "fixed" not in kinds.values()


def test_a_plan_keeps_clear_of_closures_leave_busy_times_and_learners_days(
    workspace: Workspace, caseload: Caseload
) -> None:
    first = next(iter(caseload.learners.values()))
    away = (Leave(start=TODAY, end=date(2026, 12, 6)),)
    learners.edit(workspace, caseload, first, {"never_on": (1, 2), "away": away})
    closures.add(workspace, start=date(2026, 12, 21), end=date(2027, 1, 3), name="closed")
    folder = only_caseload(workspace)
    tutors.edit(folder, workspace, {"leave": (Leave(start=TODAY, end=date(2026, 11, 27)),)})
    afternoon = Busy(
        start=datetime(2026, 11, 30, 12, tzinfo=UTC), end=datetime(2026, 12, 4, 23, tzinfo=UTC)
    )
    draft = plans.drafted(workspace, folder, busy=[afternoon])
    days = [(one.visit.learner, one.visit.on, one.visit.start) for one in draft.visits]
    assert all(not date(2026, 12, 21) <= on <= date(2027, 1, 3) for _, on, _ in days)
    assert min(on for _, on, _ in days) >= date(2026, 11, 30)
    assert not [on for _, on, _ in days if date(2026, 12, 1) <= on <= date(2026, 12, 4)]
    mine = [on for learner, on, _ in days if learner == first.id]
    assert min(mine) > date(2026, 12, 6)
    assert not [on for on in mine if on.isoweekday() in (1, 2)]


def test_nothing_is_planned_for_hours_that_are_nearly_over(
    workspace: Workspace, caseload: Caseload
) -> None:
    soon = datetime(2026, 11, 23, 14, 10, tzinfo=UTC)
    late = Workspace(workspace.root, today=TODAY, now=lambda: soon, actor="khan")
    draft = plans.drafted(late, only_caseload(late))
    today = [one.visit.start for one in draft.visits if one.visit.on == TODAY]
    assert all(start is None or start >= time(16, 10) for start in today)
    # where another day is asked about, the clock says nothing of its hours
    other = Workspace(workspace.root, today=date(2026, 11, 24), now=lambda: soon, actor="khan")
    assert plans.drafted(other, only_caseload(other)).request.earliest == time(0)
    late.close()
    other.close()


def test_a_term_planned_keeps_the_rhythm(workspace: Workspace, caseload: Caseload) -> None:
    plans.save(workspace, caseload, plans.drafted(workspace, caseload, weeks=26))
    for learner in caseload.learners.values():
        days = sorted(visit.date for visit in caseload.visits_of(learner))
        assert len(days) > 4
        assert all(28 <= (later - day).days <= 35 for day, later in pairwise(days))


def test_the_weeks_are_bounded(workspace: Workspace, caseload: Caseload) -> None:
    for weeks in (0, 53):
        with pytest.raises(WrongUsage, match="1 to 52"):
            plans.drafted(workspace, caseload, weeks=weeks)


def test_leave_tells_whom_not_to_see(workspace: Workspace, caseload: Caseload) -> None:
    leave = Leave(start=date(2026, 12, 21), end=date(2027, 1, 8))
    effect = plans.leave_effect(workspace, caseload, leave)
    assert effect.text.startswith("See nobody")
    plans.save(workspace, caseload, plans.drafted(workspace, caseload))
    within = [one for one in booked(caseload) if leave.start <= one.date <= leave.end]
    assert plans.booked_in(caseload, leave) == within


def test_leave_tells_the_same_before_and_after_it_is_entered(
    workspace: Workspace, caseload: Caseload
) -> None:
    plans.save(workspace, caseload, plans.drafted(workspace, caseload))
    leave = Leave(start=TODAY, end=date(2026, 11, 27))
    before = plans.leave_effect(workspace, caseload, leave)
    assert before.late_days_with > before.late_days_without
    tutors.edit(caseload, workspace, {"leave": (leave,)})
    assert plans.leave_effect(workspace, caseload, leave) == before
    # however near they are
    draft = plans.drafted(workspace, caseload)
    assert not [one for one in draft.visits if one.visit.on <= leave.end]


def test_the_tutors_own_calendars_are_always_looked_at(
    workspace: Workspace, caseload: Caseload
) -> None:
    file = workspace.root.parent / "own.ics"
    tutors.edit(caseload, workspace, {"busy_files": (str(file),)})
    with pytest.raises(Refused, match=r"own\.ics: there is no such file"):
        plans.busy_from(caseload, [], TODAY, 12)
    file.write_text("nothing")
    with pytest.raises(BadFile, match=r"own\.ics"):
        plans.busy_from(caseload, [], TODAY, 12)
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:a@b"),
        *("DTSTAMP:20261101T000000Z", "DTSTART:20261201T100000Z", "DTEND:20261201T120000Z"),
        *("END:VEVENT", "END:VCALENDAR", ""),
    )
    file.write_text("\r\n".join(lines))
    assert plans.busy_from(caseload, [file], TODAY, 12) == (
        Busy(
            start=datetime(2026, 12, 1, 10, tzinfo=UTC), end=datetime(2026, 12, 1, 12, tzinfo=UTC)
        ),
    )


def test_closures_are_added_once_and_taken_back(workspace: Workspace) -> None:
    closures.add(workspace, start=TODAY, end=TODAY, name="training", nations=["ENG"])
    with pytest.raises(Refused, match="closed so already"):
        closures.add(workspace, start=TODAY, end=TODAY, name="training", nations=["ENG"])
    with pytest.raises(WrongUsage, match="must not end before"):
        closures.add(workspace, start=TODAY, end=date(2026, 11, 1), name="training")
    again = Workspace(workspace.root, today=TODAY, now=workspace.now, actor="khan")
    assert again.settings.closures == (
        Closure(start=TODAY, end=TODAY, name="training", nations=("ENG",)),
    )
    closures.remove(again, TODAY)
    with pytest.raises(Refused, match="no closure begins"):
        closures.remove(again, TODAY)
    assert not again.settings.closures


def test_of_two_plans_saved_at_once_the_second_is_told_to_plan_anew(
    workspace: Workspace, caseload: Caseload, another: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans.save(workspace, caseload, plans.drafted(workspace, caseload))
    away = booked(caseload)[4].date
    tutors.edit(caseload, workspace, {"leave": (Leave(start=away, end=away),)})
    theirs = another()
    folder = only_caseload(theirs)
    first, second = plans.drafted(workspace, caseload), plans.drafted(theirs, folder)
    judged = plans.changes

    def overtaken(*asked: Any) -> list[plans.Change]:
        found = judged(*asked)
        monkeypatch.setattr(plans, "changes", judged)
        plans.save(workspace, caseload, first)
        return found

    monkeypatch.setattr(plans, "changes", overtaken)
    with pytest.raises(Overtaken, match="plan anew"):
        plans.save(theirs, folder, second)
    assert plans.changes(theirs, folder, plans.drafted(theirs, folder)) == []


def test_what_has_changed_meanwhile_is_planned_for(
    workspace: Workspace, caseload: Caseload
) -> None:
    def planned_anew() -> Counter[str]:
        draft = plans.drafted(workspace, caseload)
        return Counter(change.kind for change in plans.changes(workspace, caseload, draft))

    plans.save(workspace, caseload, plans.drafted(workspace, caseload))
    first, second, third = sorted(caseload.learners.values(), key=lambda one: one.ref)
    visit = min(caseload.visits_of(first), key=lambda one: one.date)
    recording.record(workspace, caseload, first, on=visit.date, visit=visit, outcome="not_attended")
    assert planned_anew()["booked"] == 1
    plans.save(workspace, caseload, plans.drafted(workspace, caseload))
    learners.set_break(workspace, caseload, second, start=date(2026, 12, 7), end=date(2027, 1, 11))
    # what lies in the break goes; a visit soon after the return is early, and stays
    assert planned_anew() == {"cancelled": 1}
    plans.save(workspace, caseload, plans.drafted(workspace, caseload))
    cadence = Cadence(min_weeks=2, max_weeks=3)
    learners.edit(workspace, caseload, caseload.learners[third.id], {"cadence": cadence})
    assert planned_anew()["booked"] > 0
    plans.save(workspace, caseload, plans.drafted(workspace, caseload))
    assert planned_anew() == {}
