"""Learners from the command line: fields, status, breaks, hand-over, progress."""

from typing import Any

import pytest

from tests.cli.conftest import add_learner
from tests.cli.desk import Desk, run, sentence


def test_a_learner_is_added_with_all_that_is_said(desk: Desk) -> None:
    said = {
        "uln": "1000000019",
        "ukprn": "10099999",
        "born": "2007-01-31",
        "email": "al@example.org",
        "employer": "Acme",
        "postcode": "LS1 4AP",
        "mode": "workplace",
        "link": "https://example.org/al",
        "support": "plan",
        "otj_planned": 400,
        "otj_actual": 12,
    }
    options = [
        part for name, value in said.items() for part in (f"--{name.replace('_', '-')}", str(value))
    ]
    desk(
        *("learner", "add", "--ref", "L9", "--given-name", "Al", "--family-name", "Ray"),
        *("--standard", "ST1379", "--start", "2026-09-01", "--planned-end", "2027-12-31"),
        *options,
    )
    record = desk.learner("L9")
    assert {name: record[name] for name in said} == said
    assert (record["standard"], record["standard_version"]) == ("ST1379", "1.2")
    assert record["status"] == "on_programme"


def test_the_version_of_the_standard_follows_the_start(desk: Desk) -> None:
    add = ("learner", "add", "--family-name", "Ray", "--standard", "ST1379")
    older = ("--start", "2023-10-02", "--planned-end", "2025-12-31")
    assert desk.changed(*add, "--ref", "L8", *older)["standard_version"] == "1.1"
    asked = desk.changed(*add, "--ref", "L9", *older, "--standard-version", "1.2")
    assert asked["standard_version"] == "1.2"
    # a standard chosen later is chosen as on the day of the start, not the newest
    edit = ("learner", "edit", "L9", "--standard", "ST1379")
    assert desk.changed(*edit)["standard_version"] == "1.1"
    assert desk.changed(*edit, "--standard-version", "1.0")["standard_version"] == "1.0"


def test_another_start_chooses_the_version_again(desk: Desk) -> None:
    assert desk.learner("L1")["standard_version"] == "1.2"
    edit = ("learner", "edit", "L1", "--start")
    result = desk(*edit, "2023-10-02", "--json")
    assert result.json["changed"][0]["standard_version"] == "1.1"
    assert "v1.1" in result.err
    assert desk.changed(*edit, "2024-08-02")["standard_version"] == "1.2"
    # one that a person chose stays
    desk("learner", "edit", "L1", "--standard-version", "1.0")
    assert desk.changed(*edit, "2023-10-02")["standard_version"] == "1.0"
    # and one given with the start is taken, though it was the old start's
    desk("learner", "edit", "L1", "--standard-version", "1.1")
    both = desk.changed(*edit, "2024-08-02", "--standard-version", "1.1")
    assert both["standard_version"] == "1.1"


@pytest.mark.parametrize("given", ["L2", "Ann Lee", "ann lee", "lee", "  Ann   Lee ", "id"])
def test_a_learner_is_found_by_id_reference_or_part_of_a_name(desk: Desk, given: str) -> None:
    id_ = next(one["id"] for one in desk.json("learner", "list")["learners"] if one["ref"] == "L2")
    assert desk.learner(id_ if given == "id" else given)["id"] == id_


def test_a_whole_name_is_not_ambiguous(desk: Desk) -> None:
    add_learner(desk, "L4", "Ann", "Lee-Smith")
    assert desk.learner("Ann Lee")["ref"] == "L2"
    assert "L4" in desk.refused("learner", "show", "n Lee", status=2)


def test_the_tutors_own_learner_is_meant_first(two_desks: Desk) -> None:
    desk = two_desks
    add_learner(desk, "B1", "Ann", "Bo", "--tutor", "bo")
    assert desk.json("learner", "show", "ann b", "--tutor", "bo")["learner"]["ref"] == "B1"
    assert desk.json("learner", "show", "bo", "--tutor", "khan")["learner"]["ref"] == "B1"
    assert desk.json("learner", "show", "ann", "--tutor", "bo")["learner"]["ref"] == "B1"
    assert "L2" in desk.refused("learner", "show", "ann", status=2)


def test_fields_are_edited_and_cleared(desk: Desk) -> None:
    desk("learner", "edit", "L1", "--employer", " Acme \n Ltd ", "--expected-end", "2028-01-31")
    desk("learner", "edit", "L1", "--min-weeks", "2", "--max-weeks", "3")
    record = desk.learner("L1")
    assert (record["employer"], record["expected_end"]) == ("Acme Ltd", "2028-01-31")
    assert (record["verdict"]["opens"], record["verdict"]["closes"]) == ("2026-09-14", "2026-09-21")
    assert record["edited"] == []  # no return has given this learner
    desk("learner", "edit", "L1", "--clear", "employer", "--clear", "expected-end")
    told = desk("learner", "edit", "L1", "--clear", "cadence", "--link", "https://meet.example")
    assert told.out == "Changed Sam Jones: cadence, link.\n"
    record = desk.learner("L1")
    assert (record["employer"], record["expected_end"]) == (None, None)
    assert record["link"] == "https://meet.example"
    assert record["verdict"]["opens"] == "2026-09-28"
    desk("undo")  # both were one change
    record = desk.learner("L1")
    assert (record["link"], record["verdict"]["opens"]) == (None, "2026-09-14")


def test_the_newest_word_on_the_status_holds(desk: Desk) -> None:
    status = ("learner", "status", "L1")
    assert desk.changed(*status, "gateway", "--on", "2026-11-02")["status"] == "gateway"
    assert desk.changed(*status, "completed")["status"] == "completed"
    assert "L1" not in {one["ref"] for one in desk.json("triage")["learners"]}
    early = ("--today", "2026-11-22")
    assert desk.json("learner", "list", *early)["learners"][0]["status"] == "gateway"
    # the newest word drops what was said of later days
    assert desk.changed(*status, "on_programme", "--on", "2026-11-10")["status"] == "on_programme"
    assert "already" in desk.refused(*status, "on_programme", "--on", "2026-11-15", status=1)


@pytest.mark.parametrize("status", ["gateway", "completed"])
def test_what_is_open_at_a_gateway_that_is_said_to_be_passed_is_told(
    desk: Desk, status: str
) -> None:
    told = desk("learner", "status", "L1", status).err
    assert "gateway items are still open (Minimum duration, Employer confirms" in told
    assert "still open" not in desk("learner", "status", "L1", "withdrawn").err


def test_a_break_is_open_then_ends_and_may_be_taken_back(desk: Desk) -> None:
    pause = ("learner", "break", "L1", "--from", "2026-11-02")
    opened = desk.changed(*pause)
    assert opened["breaks"] == [{"start": "2026-11-02", "end": None}]
    assert opened["status"] == "on_break"
    ended = desk(*pause, "--to", "2026-11-16", "--json")
    [learner] = ended.json["changed"]
    assert learner["breaks"] == [{"start": "2026-11-02", "end": "2026-11-16"}]
    assert learner["status"] == "on_programme"
    assert "--expected-end 2028-01-14" in ended.err  # a fortnight later than planned
    assert desk.learner("L1")["verdict"]["opens"] == "2026-12-14"  # four weeks from the return
    desk("learner", "break", "L1", "--from", "2026-12-21", "--to", "2027-01-04")
    overlapping = ("learner", "break", "L1", "--from", "2026-11-15")
    assert "overlap" in desk.refused(*overlapping, status=2)
    assert len(desk.changed(*pause, "--drop")["breaks"]) == 1


def test_a_day_of_return_is_not_lost_unsaid(desk: Desk) -> None:
    pause = ("learner", "break", "L1", "--from", "2026-11-02")
    desk(*pause, "--to", "2026-11-16")
    assert "2026-11-16" in desk.refused(*pause, status=1)
    assert desk.changed(*pause, "--to", "2026-11-20")["breaks"][0]["end"] == "2026-11-20"
    desk(*pause, "--drop")
    assert desk.changed(*pause)["breaks"] == [{"start": "2026-11-02", "end": None}]


@pytest.mark.parametrize(
    ("command", "days"),
    [
        (("status", "L1", "withdrawn", "--on", "2026-11-20"), ["20 Nov", "1 Dec", "8 Dec"]),
        (("status", "L1", "completed"), ["1 Dec", "8 Dec"]),
        (("status", "L1", "gateway"), []),
        (("break", "L1", "--from", "2026-11-30"), ["1 Dec", "8 Dec"]),
        (("break", "L1", "--from", "2026-11-30", "--to", "2026-12-08"), ["1 Dec"]),
        (("break", "L1", "--from", "2026-12-09"), []),
    ],
)
def test_bookings_that_still_stand_are_named(
    desk: Desk, command: tuple[str, ...], days: list[str]
) -> None:
    ids = {
        day: desk.changed("visit", "book", "L1", "--at", f"{at}T10:00")["id"]
        for day, at in (("20 Nov", "2026-11-20"), ("1 Dec", "2026-12-01"), ("8 Dec", "2026-12-08"))
    }
    gone = desk.changed("visit", "book", "L1", "--at", "2026-12-02T10:00")
    desk("visit", "cancel", gone["id"])
    notes = [note for note in desk("learner", *command).err.splitlines() if "booked" in note]
    if not days:
        assert notes == []
        return
    [note] = notes
    assert note.startswith(f"note: {len(days)} visit")
    for day, id_ in ids.items():
        assert (f"{day} 10:00" in note) == (day in days)
        assert (f"tutor-tui visit cancel {id_}" in note) == (day in days)


@pytest.fixture
def handed_over(two_desks: Desk) -> tuple[Desk, dict[str, Any]]:
    """Sam, seen once and booked twice with Kit, handed over to Bo; and the visits as they were."""
    desk = two_desks
    as_kit = ("--tutor", "khan")
    for on, outcome in (("2026-10-19", "attended"), ("2026-11-02", "not_attended")):
        desk("visit", "record", "L1", "--on", on, "--outcome", outcome, *as_kit)
    desk("visit", "book", "L1", "--at", "2026-11-20T10:00", *as_kit)  # its outcome is missing
    for at in ("2026-11-23T09:00", "2026-12-01T10:00"):
        desk("visit", "book", "L1", "--at", at, *as_kit)
    desk("visit", "book", "L2", "--at", "2026-12-01T12:00", *as_kit)
    before = {visit["id"]: visit for visit in desk.visits("L1")}
    desk("learner", "transfer", "L1", "--to", "bo")
    return desk, before


def test_a_hand_over_takes_every_visit_along(handed_over: tuple[Desk, dict[str, Any]]) -> None:
    desk, before = handed_over
    kit, bo = (desk.caseload(login).name for login in ("khan", "bo"))
    after = desk.json("visit", "list", "--tutor", "bo")["visits"]
    assert [visit["id"] for visit in after] == list(before)
    for visit in after:
        ahead = visit["date"] >= "2026-11-23"
        assert visit == {**before[visit["id"]], "tutor": bo if ahead else kit}
    assert [visit["learner"] for visit in desk.json("visit", "list", "--tutor", "khan")["visits"]]
    assert len(desk.json("visit", "list", "--tutor", "khan")["visits"]) == 1


def test_a_learner_handed_over_is_found_and_judged_there(
    handed_over: tuple[Desk, dict[str, Any]],
) -> None:
    desk, _ = handed_over
    refs = {
        login: [one["ref"] for one in desk.json("learner", "list", "--tutor", login)["learners"]]
        for login in ("khan", "bo")
    }
    assert refs == {"khan": ["L2", "L3"], "bo": ["L1"]}
    [row] = desk.json("triage", "--tutor", "bo")["learners"]
    assert (row["last_visit"], row["next_visit"]) == ("2026-10-19", "2026-11-23")
    assert row["tutor"] == desk.caseload("bo").name
    assert desk.learner("Sam Jones")["tutor"] == row["tutor"]
    everyone = desk.json("triage", "--all-tutors")["learners"]
    assert sorted(one["ref"] for one in everyone) == ["L1", "L2", "L3"]


def test_visits_of_a_learner_handed_over_go_on(handed_over: tuple[Desk, dict[str, Any]]) -> None:
    desk, _ = handed_over
    moved, missing = desk.visits("L1")[-1], desk.visits("L1")[2]
    desk("visit", "move", moved["id"], "--to", "2026-12-02T10:00")
    done = desk.changed("visit", "record", "L1", "--on", "2026-11-20", "--outcome", "attended")
    assert done["id"] == missing["id"]
    # Bo's time is taken now, Kit's is free again
    add_learner(desk, "B1", "Bea", "Fox", "--tutor", "bo")
    at = ("--at", "2026-11-23T09:00")
    assert "Sam Jones" in desk.refused("visit", "book", "B1", *at, status=1)
    desk("visit", "book", "L2", *at)


def test_there_and_back_again(handed_over: tuple[Desk, dict[str, Any]]) -> None:
    desk, before = handed_over
    desk("learner", "transfer", "L1", "--to", "Kit")
    assert {visit["id"]: visit for visit in desk.visits("L1")} == before


# progress


def test_ksbs(desk: Desk) -> None:
    desk("ksb", "set", "L1", "K1=met", "s2=SUBMITTED", "B1", "--on", "2026-11-02")
    desk("ksb", "set", "L1", "K1=met", "S2=none", "B1=submitted")
    assert desk.learner("L1")["ksbs"] == {
        "B1": {"state": "submitted", "on": "2026-11-23"},
        "K1": {"state": "met", "on": "2026-11-02"},  # so already: it keeps its day
    }


def test_skills(desk: Desk) -> None:
    desk("skill", "set", "L1", "English", "booked", "--on", "2026-12-01", "--evidence", "Centre 7")
    desk("skill", "set", "L1", "english", "achieved", "--on", "2026-11-20")
    desk("skill", "set", "L1", "maths", "achieved", "--level", "e3")
    record = desk.learner("L1")
    assert record["skills"]["english"] == {
        "state": "achieved",
        "on": "2026-11-20",
        "level": 2,
        "evidence": None,  # of the exam that was booked, not of the one passed
        "components": {},
    }
    by_subject = {skill["subject"]: skill for skill in record["verdict"]["skills"]}
    assert not by_subject["english"]["outstanding"]
    assert by_subject["maths"]["outstanding"]  # Entry Level 3 is not what is asked for


def test_a_skill_set_to_what_it_is_keeps_its_day_level_and_evidence(desk: Desk) -> None:
    skill = ("skill", "set", "L1", "english")
    said = ("--on", "2026-11-02", "--level", "1", "--evidence", "Certificate 5")
    first = desk.changed(*skill, "achieved", *said)
    assert desk.changed(*skill, "achieved") == first
    kept = {"state": "achieved", "on": "2026-11-02", "level": 1, "evidence": "Certificate 5"}
    kept["components"] = {}
    assert desk.learner("L1")["skills"]["english"] == kept
    desk(*skill, "achieved", "--evidence", "Certificate 6")
    assert desk.learner("L1")["skills"]["english"] == {**kept, "evidence": "Certificate 6"}


@pytest.mark.parametrize("evidence", [(), ("--evidence", "")])
def test_an_exemption_does_not_pass_on_the_evidence_of_another_state(
    desk: Desk, evidence: tuple[str, ...]
) -> None:
    skill = ("skill", "set", "L1", "english")
    desk(*skill, "working_towards", "--evidence", "mock paper 60%")
    desk(*skill, "exempt", *evidence)
    [english] = [
        one for one in desk.learner("L1")["verdict"]["skills"] if one["subject"] == "english"
    ]
    assert english["outstanding"]
    assert desk.learner("L1")["skills"]["english"]["evidence"] is None


@pytest.mark.parametrize("state", ["booked", "failed", "working_towards", "opted_out"])
def test_only_what_was_reached_has_a_level(desk: Desk, state: str) -> None:
    for said in ((), ("--level", "2")):
        desk("skill", "set", "L1", "maths", state, *said)
        assert desk.learner("L1")["skills"]["maths"]["level"] is None


def test_a_young_learner_cannot_opt_out(desk: Desk) -> None:
    desk("learner", "edit", "L1", "--born", "2009-01-01")
    for state in ("opted_out", "decision_needed"):
        assert "under 19" in desk.refused("skill", "set", "L1", "maths", state, status=1)
    assert desk.changed("skill", "set", "L2", "maths", "opted_out")["ref"] == "L2"


def test_gateway_items_are_declared_and_taken_back(desk: Desk) -> None:
    def items() -> dict[str, str]:
        shown = desk.json("gateway", "show", "L1")["gateway"]
        assert shown["open"] == [i["code"] for i in shown["items"] if i["state"] == "open"]
        return {item["code"]: item["state"] for item in shown["items"]}

    assert items()["employer"] == "open"
    desk("gateway", "set", "L1", "EMPLOYER", "done", "--on", "2026-11-02")
    desk("gateway", "set", "L1", "portfolio", "not_needed")
    assert (items()["employer"], items()["portfolio"]) == ("done", "not_needed")
    assert desk.learner("L1")["gateway_declared"]["employer"] == {
        "state": "done",
        "on": "2026-11-02",
    }
    desk("gateway", "set", "L1", "employer", "open")
    assert items()["employer"] == "open"


# tutors


def test_tutors_are_added_edited_and_away(desk: Desk) -> None:
    added = desk.changed(
        *("tutor", "add", "--name", "Bo  Lee", "--login", "bo", "--email", " bo@example.org "),
        *("--working-days", "Mon,wednesday,fri", "--day-start", "08:30", "--day-end", "15:00"),
        *("--visits-per-day", "3", "--nation", "wls"),
    )
    assert [added[key] for key in ("name", "email", "working_days", "day_start", "nation")] == [
        "Bo Lee",
        "bo@example.org",
        [1, 3, 5],
        "08:30",
        "WLS",
    ]
    edited = desk.changed("tutor", "edit", "bo", "--visits-per-day", "5", "--nation", "NIR")
    assert (edited["visits_per_day"], edited["nation"]) == (5, "NIR")
    away = ("tutor", "leave", "Bo Lee", "--from", "2026-12-07", "--to", "2026-12-09")
    assert desk.changed(*away)["leave"] == [{"start": "2026-12-07", "end": "2026-12-09"}]
    assert "so already" in desk.refused(*away, status=1)
    assert desk.changed(*away, "--drop")["leave"] == []
    assert "Kit Khan" in desk.refused("tutor", "edit", "bo", "--login", "khan", status=1)


@pytest.mark.parametrize("given", ["khan", "Kit Khan", "kit", "KHAN", "id", " kit  khan "])
def test_a_tutor_is_chosen_by_id_login_or_part_of_a_name(two_desks: Desk, given: str) -> None:
    desk = two_desks
    chosen = desk.caseload("khan").name if given == "id" else given
    for before, after in (([], ["--tutor", chosen]), (["--tutor", chosen], [])):
        listed = desk.json(*before, "learner", "list", *after)["learners"]
        assert [one["ref"] for one in listed] == ["L1", "L2", "L3"]


def test_a_whole_tutors_name_or_login_comes_before_a_part(two_desks: Desk) -> None:
    desk = two_desks
    for name, login in (("Bo Leeson", "leeson"), ("Ko Boyd", "boyd")):
        desk("tutor", "add", "--name", name, "--login", login)
    ids = {one["login"]: one["id"] for one in desk.json("tutor", "list")["tutors"]}
    for given, login in (("bo lee", "bo"), ("bo", "bo"), ("boyd", "boyd"), ("leeson", "leeson")):
        edited = desk.changed(
            "tutor", "edit", given, "--email", f"{given.replace(' ', '.')}@example.org"
        )
        assert edited["id"] == ids[login]
    said = desk.refused("tutor", "edit", "o", "--email", "x@example.org", status=2)
    assert all(name in said for name in ("Bo Lee (bo)", "Bo Leeson", "Ko Boyd"))


def test_without_a_match_several_tutors_are_named(two_desks: Desk) -> None:
    for command in (("triage",), ("learner", "list"), ("visit", "list"), ("export", "ics")):
        said = two_desks.refused(*command, status=2)
        assert "Kit Khan (khan)" in said
        assert "Bo Lee (bo)" in said
        assert "--tutor" in said


def test_the_user_is_the_tutor_of_that_login(
    two_desks: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = two_desks
    monkeypatch.setenv("USER", "khan")
    monkeypatch.setenv("LOGNAME", "khan")
    desk.refused("triage", status=2)  # what the environment says of the user is not believed
    monkeypatch.setattr("tutor_tui.cli.session.login", lambda: "khan")
    assert len(desk.json("triage")["learners"]) == 3
    assert len(desk.json("triage", "--tutor", "bo")["learners"]) == 0


def test_a_workspace_without_tutors_says_how_to_add_one(desk: Desk) -> None:
    new = str(desk.root.parent / "new")
    assert run("--workspace", new, "init").status == 0
    result = run("--workspace", new, "triage")
    assert (result.status, result.raw) == (1, b"")
    assert "tutor add" in sentence(result)
    assert run("--workspace", new, "tutor", "list", "--json").json["tutors"] == []
