"""A learner's evidence as rows and in a line."""

from datetime import date

from msgspec.structs import replace

from tutor_tui.model.folder import Evidence, Folder
from tutor_tui.model.learner import KsbRecord, Learner
from tutor_tui.model.standard import Ksb, Standard
from tutor_tui.workspace.evidence_views import (
    evidence_rows,
    evidence_summary,
    still_met,
    with_still_met,
)

TODAY = date(2026, 11, 30)
LEARNER = Learner(
    id="l",
    tutor="t",
    ref="A1",
    family_name="Lee",
    standard="ST1379",
    original_start=date(2026, 1, 5),
    planned_end=date(2027, 4, 5),
)
FOLDER = Folder(
    id="l",
    evidence={
        "plan": Evidence(on=date(2026, 11, 1), title="Plan", ksbs=("K6", "S8")),
        "talk": Evidence(
            on=date(2026, 11, 20),
            title="Talk",
            kind="recording",
            ksbs=("K10", "K6"),
            decision="accepted",
            decided=date(2026, 11, 21),
            by="kit",
        ),
        "essay": Evidence(
            on=date(2025, 12, 1),
            title="Essay",
            link="https://e.example/1",
            ksbs=("B1",),
            decision="returned",
            decided=date(2025, 12, 3),
            by="kit",
        ),
        "poster": Evidence(on=date(2026, 11, 9), title="Poster"),
    },
)


def standard(*codes: str) -> Standard:
    return Standard(id="S", name="S", ksbs=tuple(Ksb(code=code, text=code) for code in codes))


def test_what_waits_for_a_decision_comes_first_and_the_latest_of_each() -> None:
    rows = evidence_rows(FOLDER, TODAY)
    assert [row.id for row in rows] == ["poster", "plan", "talk", "essay"]
    assert rows[2].cells == ("accepted", "20 Nov", "Talk", "recording", "K10 K6", "21 Nov, kit", "")
    assert rows[3].cells[1:] == (
        *("1 Dec 2025", "Essay", "work", "B1", "3 Dec 2025, kit", "https://e.example/1"),
    )
    assert rows[0].cells[4:] == ("-", "", "")
    assert rows[3].status == "returned"
    assert "https://e.example/1" in rows[3].detail


def test_the_summary_counts_decisions_and_ksbs_but_not_those_of_returned_evidence() -> None:
    told = evidence_summary(FOLDER, standard("K6", "K10", "S8", "B1"))
    assert told == "2 to decide, 1 accepted, 1 returned; evidence for 3 of 4 KSBs"


def test_the_summary_leaves_out_ksbs_that_are_not_known() -> None:
    assert evidence_summary(FOLDER, standard()) == "2 to decide, 1 accepted, 1 returned"
    assert evidence_summary(Folder(id="l"), standard("K6")) == ""


def test_ksbs_stay_met_when_nothing_accepted_speaks_for_them_any_more() -> None:
    met = replace(LEARNER, ksbs={code: KsbRecord(state="met") for code in ("K6", "K10")})
    without = replace(FOLDER, evidence={"plan": FOLDER.evidence["plan"]})
    assert still_met(met, FOLDER, without) == ["K6", "K10"]
    assert with_still_met("Gone.", FOLDER, (met, without)) == "Gone. K6 and K10 stay met."
    only_k10 = replace(met, ksbs={"K10": KsbRecord(state="met")})
    assert with_still_met("Gone.", FOLDER, (only_k10, without)) == "Gone. K10 stays met."


def test_nothing_stays_met_where_another_accepted_piece_speaks_for_it() -> None:
    met = replace(LEARNER, ksbs={"K6": KsbRecord(state="met"), "K10": KsbRecord(state="met")})
    second = replace(FOLDER.evidence["talk"], title="Second talk")
    both = replace(FOLDER, evidence={**FOLDER.evidence, "second": second})
    assert still_met(met, both, FOLDER) == []
    assert with_still_met("Gone.", both, (met, FOLDER)) == "Gone."
