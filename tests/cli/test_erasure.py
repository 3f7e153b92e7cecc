"""Erasing a learner: no byte of the workspace tells of them, and nobody else loses anything."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from store.engine import JsonStore
from tests.cli.conftest import add_learner
from tests.cli.desk import TODAY, Desk
from tests.exchange.ilr_samples import delivery, learner, message, sound_uln
from tutor_tui.cli import session
from tutor_tui.model.learner import Learner
from tutor_tui.workspace import (
    agreements,
    assessments,
    contacts,
    evidence,
    hours,
    notes,
    reviews,
)
from tutor_tui.workspace.finding import find_learner
from tutor_tui.workspace.workspace import Workspace

CANARY = "Zqxcanary"
"""In every text that is written of the learner to be erased; in nothing else."""

ULN = sound_uln(123456789)
AIM = delivery(LearnStartDate="2026-08-31", PHours=350)


def traces(desk: Desk, *wanted: str) -> list[str]:
    """Where in the workspace, names of files included, one of the texts is found."""
    return [
        str(path.relative_to(desk.root))
        for path in sorted(desk.root.rglob("*"))
        if any(
            text.lower().encode() in content.lower()
            for text in wanted
            for content in [
                path.name.encode() + (b"\n" + path.read_bytes() if path.is_file() else b"")
            ]
        )
    ]


def fold(desk: Desk, *logins: str) -> None:
    """Let snapshots and backups take over what the journals hold."""
    for login in logins:
        JsonStore.open(desk.caseload(login)).compact()


def live(desk: Desk, folder: Path) -> None:
    """The canary's whole story, written by every operation into every field of text."""
    desk(
        *("learner", "add", "--ref", f"{CANARY}1", "--given-name", f"{CANARY} A"),
        *("--family-name", f"{CANARY}-B", "--standard", "ST1379", "--start", "2026-08-31"),
        *("--planned-end", "2027-12-31", "--born", "2001-05-17", "--uln", ULN, "--tutor", "khan"),
        *("--email", f"{CANARY}@example.org", "--employer", f"{CANARY} Ltd"),
        *("--link", f"https://example.org/{CANARY}"),
    )
    who = f"{CANARY}1"
    desk("learner", "edit", who, "--family-name", f"{CANARY}-C", "--employer", f"{CANARY} plc")
    fold(desk, "khan")
    desk("learner", "edit", who, "--clear", "email")
    desk("learner", "break", who, "--from", "2026-10-05", "--to", "2026-11-02")
    desk("learner", "status", who, "gateway", "--on", "2026-11-20")
    desk("undo", "--tutor", "khan")
    desk("skill", "set", who, "english", "achieved", "--evidence", f"{CANARY} certificate")
    desk("ksb", "set", who, "K1=met")
    desk("gateway", "set", who, "employer", "done")
    booked = desk.changed("visit", "book", who, "--at", "2026-12-01T10:00")["id"]
    other = desk.changed("visit", "book", who, "--at", "2026-12-02T10:00")["id"]
    desk("visit", "edit", booked, "--location", f"{CANARY} Street", "--note", f"{CANARY}: ill")
    desk("visit", "move", booked, "--to", "2026-12-03T10:00")
    desk("visit", "cancel", other, "--why", f"{CANARY} was away")
    desk(
        *("visit", "record", who, "--on", "2026-11-16", "--outcome", "attended"),
        *("--note", f"{CANARY} did well", "--ksb", "K2=met"),
    )
    file_papers(desk, who)
    fold(desk, "khan")
    desk("undo", "--tutor", "khan")  # a contact that is only in the history now
    desk(
        *("visit", "record", who, "--on", "2026-11-17", "--outcome", "attended"),
        *("--note", f"{CANARY} again"),
    )
    desk("undo", "--tutor", "khan")  # a visit that is only in the history now
    desk("learner", "transfer", who, "--to", "bo")
    desk("learner", "edit", who, "--employer", f"{CANARY} at Bo's")
    fold(desk, "bo", "khan")
    desk("learner", "transfer", who, "--to", "khan")
    desk("learner", "transfer", who, "--to", "bo")
    desk("undo", "--tutor", "khan")
    file = folder / "return.xml"
    people = (learner(who, CANARY, f"{CANARY}-D", AIM, uln=ULN), learner("R2", "Rhys", "Ford", AIM))
    file.write_bytes(message("2025-26", *people))
    desk("import", "ilr", str(file), "--tutor", "khan")
    sheet = folder / "table.csv"
    sheet.write_text(
        "Reference,Given name,Family name,Standard,Start,Planned end,Employer\n"
        f"{who},{CANARY},{CANARY}-D,ST1379,2026-08-31,2027-12-31,{CANARY} LLP\n"
        "T1,Tia,Ray,ST1379,2026-08-31,2027-12-31,Acme\n"
    )
    desk("import", "table", str(sheet), "--tutor", "khan")
    desk("learner", "remove", who)
    desk("undo", "--tutor", "khan")
    fold(desk, "khan", "bo")


def file_papers(desk: Desk, ref: str) -> None:
    """What is kept in the learner's folder, and what is agreed and reviewed."""
    workspace = Workspace(
        desk.root, today=date.fromisoformat(TODAY), now=session.now, actor=session.login()
    )
    caseload, who = find_learner(workspace, ref, None)

    def learner_now() -> Learner:
        return caseload.learners[who.id]

    notes.add_note(workspace, caseload, learner_now(), text=f"{CANARY} likes tea")
    notes.edit_note(workspace, caseload, learner_now(), CANARY, text=f"{CANARY} likes coffee")
    evidence.add_evidence(workspace, caseload, learner_now(), title=f"{CANARY} on film")
    hours.add_hours(workspace, caseload, learner_now(), minutes=60, what=f"{CANARY} read")
    agreements.add(workspace, caseload, learner_now(), text=f"{CANARY} reads on")
    agreements.done(workspace, caseload, learner_now(), CANARY)
    reviews.record(
        workspace, caseload, learner_now(), on=date(2026, 11, 16), note=f"{CANARY} is well"
    )
    assessments.record(
        workspace,
        caseload,
        learner_now(),
        "observation",
        on=workspace.today,
        result="pass",
        note=CANARY,
    )
    contacts.set_contact(workspace, caseload, learner_now(), "mentor", name=f"{CANARY} senior")
    workspace.close()


@pytest.fixture
def lived(two_desks: Desk, tmp_path: Path) -> Desk:
    desk = two_desks
    live(desk, tmp_path)
    desk("learner", "edit", "L2", "--employer", "Stays")
    desk("visit", "book", "L2", "--at", "2026-12-08T10:00")
    add_learner(desk, "B1", "Bea", "Hall", "--tutor", "bo")
    return desk


def others(desk: Desk) -> dict[str, Any]:
    """All that is told of everybody else, the history of their documents included."""
    kept = {ref: desk.learner(ref) for ref in ("L1", "L2", "L3", "B1", "R2", "T1")}
    told: dict[str, Any] = {"learners": kept}
    for login in ("khan", "bo"):
        mine = {one["id"] for one in kept.values()}
        told[login] = [
            (change["number"], change["at"], change["actor"], field)
            for change in desk.json("log", "--all", "--tutor", login)["changes"]
            if mine & set(change["learners"])
            for field in change["fields"]
            if CANARY not in field["document"]
        ]
    return told


def less_erased(told: dict[str, Any]) -> dict[str, Any]:
    """The same without the marks that stand where the erased one was."""
    return {
        key: value
        if key == "learners"
        else [one for one in value if one[3]["after"] != "erased" or one[3]["field"]]
        for key, value in told.items()
    }


def test_no_byte_of_an_erased_learner_is_left_and_nobody_else_loses_anything(
    lived: Desk, tmp_path: Path
) -> None:
    desk = lived
    who = desk.learner(f"{CANARY}1")["id"]
    # it is everywhere before, or the search would prove nothing
    places = " ".join(traces(desk, CANARY, ULN))
    for login in ("khan", "bo"):
        caseload = desk.caseload(login).name
        for part in (f"{caseload}/backups/snapshot", f"{caseload}/journals/journal"):
            assert part in places
    assert f"{desk.caseload('khan').name}/snapshot.json" in places
    before = others(desk)
    copy = desk.changed("backup", "--to", str(tmp_path / "backups"))["backup"]

    done = desk.changed("learner", "remove", f"{CANARY}1", "--erase", "--yes")
    assert sorted(done["caseloads"]) == sorted(desk.caseload(x).name for x in ("khan", "bo"))
    assert traces(desk, CANARY, ULN) == []
    assert less_erased(others(desk)) == before
    assert desk("doctor").out == "All is well; 2 caseloads looked at.\n"

    # what is done later does not bring anything back
    for login in ("khan", "bo"):
        desk("log", "--all", "--tutor", login)
    desk("restore", copy, "--discard-newer")
    fold(desk, "khan", "bo")
    assert traces(desk, CANARY, ULN) == []
    assert "no learner" in desk.refused("learner", "show", who, status=1)
    assert less_erased(others(desk))["learners"].keys() == before["learners"].keys()
    assert desk.learner("L2")["employer"] == "Stays"


def test_ids_of_an_erased_learner_say_nothing_and_stay_used_up(lived: Desk) -> None:
    who = lived.learner(f"{CANARY}1")["id"]
    lived("learner", "remove", f"{CANARY}1", "--erase", "--yes")
    text = (lived.caseload("khan") / "snapshot.json").read_text()
    assert who in text
    assert re.fullmatch(r"[0-9a-z]{16}", who)


def test_a_removed_learner_is_erased_after_having_been_brought_back(desk: Desk) -> None:
    add_learner(desk, "L9", CANARY, CANARY)
    desk("learner", "remove", "L9")
    assert "no learner" in desk.refused("learner", "remove", "L9", "--erase", "--yes", status=1)
    desk("undo")
    desk("learner", "remove", "L9", "--erase", "--yes")
    assert traces(desk, CANARY) == []
