"""Plans, leave and closures from the command line."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec.structs import replace

from tests.cli.desk import Desk, run
from tutor_tui.workspace.workspace import Workspace

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

CALENDAR = "\r\n".join(
    (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:a@b"),
        *("DTSTAMP:20261101T000000Z", "DTSTART;VALUE=DATE:20261123"),
        *("DTEND;VALUE=DATE:20270222", "SUMMARY:abroad", "END:VEVENT", "END:VCALENDAR", ""),
    )
)
HOLIDAYS = {
    "england-and-wales": {
        "division": "england-and-wales",
        "events": [
            {"title": "Christmas Day", "date": "2026-12-25", "notes": "", "bunting": True},
            {"title": "Coronation of nobody", "date": "2026-12-07", "notes": "", "bunting": True},
        ],
    },
}


def test_a_plan_is_proposed_and_nothing_is_changed(desk: Desk) -> None:
    told = desk("plan").out
    assert "Kit Khan: 23 Nov-15 Feb 2027" in told
    assert "Proposed: 9 booked. To save it: the same with --apply" in told
    assert "late in all; no plan has fewer." in told
    assert desk.json("visit", "list")["visits"] == []


def test_a_plan_tells_visits_lateness_and_proof(desk: Desk) -> None:
    form = desk.json("plan", "--weeks", "6")
    assert {"today": form["today"], "ends": form["ends"]} == {
        "today": "2026-11-23",
        "ends": "2027-01-04",
    }
    assert len(form["visits"]) == 6
    first = form["visits"][0]
    assert first["change"] == "booked"
    assert first["start"].startswith(first["date"])
    assert {one["days_late"] for one in form["late"]} == {49}
    assert all(one["why"] == "overdue already" for one in form["late"])
    assert form["proof"]["late_days"] == form["proof"]["least_late_days"] == 3 * 49
    assert "changed" not in form


def test_a_plan_is_saved_undone_and_saved_again_for_one_learner(desk: Desk) -> None:
    form = desk.json("plan", "--apply")
    listed = desk.json("visit", "list")["visits"]
    assert [one["id"] for one in form["changed"]] == [one["id"] for one in form["visits"]]
    assert sorted(one["id"] for one in listed) == sorted(one["id"] for one in form["visits"])
    again = desk("plan", "--apply").out
    assert "The bookings are as planned already." in again
    desk("undo")
    assert desk.json("visit", "list")["visits"] == []
    told = desk("plan", "--apply", "--learner", "L2").out
    assert "Saved: 3 booked; to take it back: tutor-tui undo" in told
    assert len({one["learner"] for one in desk.json("visit", "list")["visits"]}) == 1


def test_busy_calendars_keep_days_free(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "away.ics"
    file.write_text(CALENDAR)
    form = desk.json("plan", "--busy", str(file))
    assert form["visits"] == []
    assert len(form["late"]) == 3
    desk("tutor", "edit", "khan", "--busy-file", str(file))
    assert desk.json("plan")["visits"] == []
    desk("tutor", "edit", "khan", "--busy-file", "-")
    assert desk.json("plan")["visits"]
    file.write_bytes(b"\x00\xff")
    damaged = run("--workspace", str(desk.root), "plan", "--busy", str(file))
    assert damaged.status == 1
    assert damaged.err.startswith("error: ")
    assert "away.ics" in damaged.err
    missing = run("--workspace", str(desk.root), "plan", "--busy", str(tmp_path / "none.ics"))
    assert "none.ics: there is no such file" in missing.err


def test_a_plan_of_no_or_too_many_weeks_is_wrong_usage(desk: Desk) -> None:
    for weeks in ("0", "53", "x"):
        assert run("--workspace", str(desk.root), "plan", "--weeks", weeks).status == 2


def test_leave_tells_its_shadow_and_what_is_booked_in_it(desk: Desk) -> None:
    desk("plan", "--apply")
    days = ("--from", "2026-12-14", "--to", "2027-01-03")
    asked = desk("tutor", "leave", "khan", *days, "--dry-run")
    assert "See nobody" in asked.err
    assert "booked in it: " in asked.err
    assert desk.json("tutor", "list")["tutors"][0]["leave"] == []
    entered = desk("tutor", "leave", "khan", *days)
    assert asked.err == entered.err
    assert len(desk.json("tutor", "list")["tutors"][0]["leave"]) == 1
    taken_back = desk("tutor", "leave", "khan", *days, "--drop")
    assert taken_back.err == ""
    backwards = run(
        *("--workspace", str(desk.root), "tutor", "leave", "khan"),
        *("--from", "2027-01-03", "--to", "2026-12-14"),
    )
    assert backwards.status == 2


def test_closed_days_are_kept_free_and_warned_of(desk: Desk) -> None:
    [closure] = desk.json("closure", "add", "--from", "2026-12-01", "--name", "training")["changed"]
    assert closure == {
        "start": "2026-12-01",
        "end": "2026-12-01",
        "name": "training",
        "nations": [],
    }
    assert "training" in desk("closure", "list").out
    booked = desk("visit", "book", "L1", "--at", "2026-12-01T10:00")
    assert "2026-12-01 is closed: training" in booked.err
    desk("closure", "remove", "--from", "2026-12-01")
    assert "No days were closed." in desk("closure", "list").out


def test_the_governments_bank_holidays_are_added_where_they_are_not_known(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "bank-holidays.json"
    file.write_text(json.dumps(HOLIDAYS))
    told = desk("closure", "import", str(file)).out
    assert told == "Added 2026-12-07 Coronation of nobody.\n"
    [closure] = desk.json("closure", "list")["closures"]
    assert closure["nations"] == ["ENG", "WLS"]
    assert "known already" in desk("closure", "import", str(file)).out
    desk("tutor", "edit", "khan", "--nation", "SCT")
    assert "Coronation" not in desk("visit", "book", "L1", "--at", "2026-12-07T10:00").err
    file.write_text("[]")
    refused = run("--workspace", str(desk.root), "closure", "import", str(file))
    assert (refused.status, refused.out) == (1, "")


def test_a_learner_is_planned_when_they_can_be_seen(desk: Desk) -> None:
    words = ("--never-on", "mon,tue,wed", "--prefers-at", "13:15")
    desk("learner", "edit", "L1", *words, "--away", "2026-11-23 to 2026-12-06")
    learner = desk.json("learner", "show", "L1")["learner"]["id"]
    mine = [one for one in desk.json("plan")["visits"] if one["learner"] == learner]
    assert mine
    assert all(one["start"][11:16] == "13:15" for one in mine)
    assert min(one["date"] for one in mine) > "2026-12-06"


def test_a_fixed_visit_is_left_where_it_is(desk: Desk) -> None:
    visit = desk.changed("visit", "book", "L1", "--at", "2027-01-15T10:00", "--fixed")
    assert visit["fixed"] is True
    kept = {one["id"]: one for one in desk.json("plan")["visits"]}[visit["id"]]
    assert (kept["date"], kept["fixed"]) == ("2027-01-15", True)
    assert desk.changed("visit", "fix", visit["id"], "--off")["fixed"] is False
    moved = {one["id"]: one for one in desk.json("plan")["visits"]}[visit["id"]]
    assert moved["change"] == "moved"
    again = run("--workspace", str(desk.root), "visit", "fix", visit["id"], "--off")
    assert "not fixed already" in again.err


def test_a_plan_tells_one_learners_visits_alone_where_asked(desk: Desk) -> None:
    told = desk("plan", "--learner", "L2").out
    assert "Ann Lee" in told
    assert "Sam Jones" not in told
    assert "Proposed: 3 booked." in told
    form = desk.json("plan", "--learner", "L2")
    assert len({one["learner"] for one in form["visits"]}) == len(form["late"]) == 1
    # a visit has an id once it is booked
    assert {one["id"] for one in form["visits"]} == {None}


def test_what_is_late_is_told_though_nobody_can_be_seen(desk: Desk) -> None:
    desk("tutor", "leave", "khan", "--from", "2026-11-23", "--to", "2027-03-01")
    told = " ".join(desk("plan").out.split())
    assert "WHEN" not in told
    assert "overdue; 23 Nov-15 Feb 2027: no slot (leave)" in told
    assert "days hold 0.0: more than can be carried" in told


def test_a_visit_not_recorded_counts_as_missed_and_is_said(desk: Desk) -> None:
    desk("visit", "book", "L1", "--at", "2026-11-20T10:00", "--overlap")
    assert "1 past visit has no outcome yet and counts as missed here" in desk("plan").err
    desk("visit", "record", "L1", "--on", "2026-11-20", "--outcome", "attended")
    assert desk("plan").err == ""


def test_visits_past_the_planned_end_are_counted(desk: Desk) -> None:
    desk("learner", "edit", "L1", "--planned-end", "2026-12-01")
    assert "2 visits of 1 learner lie past the planned end." in desk("plan").out


def test_what_people_wrote_is_inert_in_a_plan(desk: Desk) -> None:
    desk("learner", "edit", "L1", "--given-name", "Sam\x1b]0;x\x07", "--family-name", "[/b] Lee")
    desk("closure", "add", "--from", "2026-11-23", "--to", "2027-03-01", "--name", "a\x1b[31m\nb")
    told = desk("plan", "--weeks", "2").out
    assert "\x1b" not in told
    assert "\x07" not in told
    assert "[/b] Lee" in told
    assert "no slot (a" in " ".join(told.split())


def test_a_closure_without_a_name_and_a_calendar_that_is_gone_are_told_plainly(desk: Desk) -> None:
    told = desk.refused("closure", "add", "--from", "2026-12-01", "--name", " ", status=2)
    assert "a closure needs a name" in told
    desk("tutor", "edit", "khan", "--busy-file", str(desk.root / "gone.ics"))
    told = desk.refused("plan", status=1)
    assert "there is no such file" in told
    assert "tutor-tui tutor edit khan --busy-file" in told


def test_bookings_that_the_end_of_the_weeks_cuts_off_are_told_with_the_way_out(desk: Desk) -> None:
    desk("plan", "--apply")
    desk("tutor", "edit", "khan", "--visits-per-day", "1")
    desk("tutor", "leave", "khan", "--from", "2026-12-21", "--to", "2027-01-22")
    form = desk.json("plan")
    assert form["cancelled"]
    assert {one["change"] for one in form["cancelled"]} == {"cancelled"}
    assert not [one for one in form["visits"] if one in form["cancelled"]]
    assert "place to the end of these weeks" in desk("plan").out
    assert "(--weeks 17)" in desk("plan").out
    assert desk.json("plan", "--weeks", "17")["cancelled"] == []


def test_a_visit_by_another_tutor_is_theirs_in_the_plan(desk: Desk) -> None:
    booked = desk.changed("visit", "book", "L1", "--at", "2026-12-01T10:00")
    workspace = Workspace(desk.root, today=date(2026, 11, 23), now=lambda: NOW, actor="khan")
    caseload = workspace.caseload(booked["tutor"])
    theirs = replace(caseload.visits[booked["id"]], tutor="bo")
    caseload.save_all([theirs], actor="khan", reason="hand a visit to Bo")
    workspace.close()
    form = desk.json("plan", "--learner", "L1")
    kept = {one["id"]: one for one in form["visits"]}[booked["id"]]
    assert (kept["tutor"], kept["change"], kept["fixed"]) == ("bo", None, True)
    assert "held" in desk("plan", "--learner", "L1").out
