"""Evidence, hours and reviews corrected: what is not given stays, and what follows follows."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from tests.workspace.conftest import TODAY, Opener, only_caseload
from tests.workspace.test_races import by_ref, overtaken_by
from tutor_tui.errors import NotFound, Refused, WrongUsage
from tutor_tui.model.learner import Learner
from tutor_tui.workspace import evidence, hours, reviews
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

NOVEMBER = date(2026, 11, 2)
TOMORROW = TODAY + timedelta(days=1)

Edit = Callable[[Workspace, Caseload, str], object]


@pytest.fixture
def who(caseload: Caseload) -> Learner:
    return by_ref(caseload, "L1")


def states(learner: Learner) -> dict[str, str]:
    return {code: record.state for code, record in learner.ksbs.items()}


def test_ksbs_follow_evidence_that_is_claimed_for_others(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    place = workspace, caseload, who
    evidence.add_evidence(*place, title="Film", ksbs=("K6", "K7"))
    evidence.add_evidence(*place, title="Plan", ksbs=("K7",))
    after, folder = evidence.edit_evidence(*place, "film", ksbs=("s8", "K6", "S8"))
    assert states(after) == {"K6": "submitted", "K7": "submitted", "S8": "submitted"}
    after, folder = evidence.edit_evidence(*place, "film", ksbs=(), title="A film", on=NOVEMBER)
    assert states(after) == {"K7": "submitted"}
    film, _ = folder.evidence.values()
    assert (film.title, film.on, film.ksbs, film.kind) == ("A film", NOVEMBER, (), "work")


def test_accepted_evidence_meets_what_it_is_claimed_for_later(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    place = workspace, caseload, who
    evidence.add_evidence(*place, title="Film", ksbs=("K6",), on=NOVEMBER)
    evidence.decide(*place, "film", "accepted", on=date(2026, 11, 9))
    after, _ = evidence.edit_evidence(*place, "film", ksbs=("K7",))
    # what is met stays met: a person may have set it
    assert states(after) == {"K6": "met", "K7": "met"}
    assert after.ksbs["K7"].on == date(2026, 11, 9)
    with pytest.raises(WrongUsage, match="after the day it was accepted"):
        evidence.edit_evidence(*place, "film", on=date(2026, 11, 10))


def test_evidence_is_not_corrected_into_what_it_cannot_be(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    place = workspace, caseload, who
    _, before = evidence.add_evidence(*place, title="Film", link="x", on=NOVEMBER)
    with pytest.raises(WrongUsage, match="must have a title"):
        evidence.edit_evidence(*place, "film", title=" ")
    with pytest.raises(WrongUsage, match="after today"):
        evidence.edit_evidence(*place, "film", on=TOMORROW)
    with pytest.raises(WrongUsage, match="K99"):
        evidence.edit_evidence(*place, "film", ksbs=("K99",))
    with pytest.raises(Refused, match="so already"):
        evidence.edit_evidence(*place, "film", title="Film ", kind="work", link="x")
    assert caseload.folder(who) == before


def test_sums_follow_hours_that_are_corrected(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    place = workspace, caseload, who
    hours.add_hours(*place, minutes=60, what="Reading", on=NOVEMBER)
    hours.add_hours(*place, minutes=30, on=TODAY)
    hours.add_hours(*place, minutes=420, kind="placement", what="At school", on=NOVEMBER)
    after, _ = hours.edit_hours(*place, "read", minutes=45)
    assert after.logged_minutes == 75
    # one of which nothing was said is found by its day
    after, folder = hours.edit_hours(*place, str(TODAY), on=NOVEMBER, what="Writing")
    assert after.logged_minutes == 75
    after, folder = hours.edit_hours(*place, "school", minutes=400)
    assert (after.placement.days, after.placement.minutes) == (1, 400)
    assert [(one.on, one.minutes, one.what) for one in folder.hours.values()] == [
        (NOVEMBER, 45, "Reading"),
        (NOVEMBER, 30, "Writing"),
        (NOVEMBER, 400, "At school"),
    ]


def test_hours_are_not_corrected_into_what_they_cannot_be(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    place = workspace, caseload, who
    _, before = hours.add_hours(*place, minutes=60, what="Reading", on=NOVEMBER)
    for on, said in ((TOMORROW, "after today"), (date(2026, 8, 30), "before the learner's start")):
        with pytest.raises(WrongUsage, match=said):
            hours.edit_hours(*place, "read", on=on)
    with pytest.raises(WrongUsage, match="1 to 1440"):
        hours.edit_hours(*place, "read", minutes=0)
    with pytest.raises(NotFound, match="there are: Reading"):
        hours.edit_hours(*place, "swim", minutes=5)
    with pytest.raises(Refused, match="so already"):
        hours.edit_hours(*place, "read", minutes=60)
    assert caseload.folder(who) == before


def test_a_review_is_moved_with_the_signatures_of_its_day(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    place = workspace, caseload, who
    reviews.record(*place, on=NOVEMBER, signed=("tutor", "learner"))
    reviews.sign(*place, by=("employer",), on=date(2026, 11, 16))
    after = reviews.edit(*place, "11-02", on=date(2026, 11, 9), note="Well.", unsign=("learner",))
    [review] = after.reviews.values()
    assert (review.on, review.note) == (date(2026, 11, 9), "Well.")
    assert review.signed == {"tutor": date(2026, 11, 9), "employer": date(2026, 11, 16)}


def test_a_review_is_not_corrected_into_what_it_cannot_be(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    place = workspace, caseload, who
    reviews.record(*place, on=NOVEMBER, signed=("tutor",))
    reviews.sign(*place, by=("employer",), on=date(2026, 11, 9))
    before = reviews.record(*place, on=date(2026, 9, 28))
    for on, said in (
        (TOMORROW, "after today"),
        (date(2026, 8, 30), "before the learner's start"),
        (date(2026, 11, 10), "the employer signed on 2026-11-09, before 2026-11-10"),
    ):
        with pytest.raises(WrongUsage, match=said):
            reviews.edit(*place, "2026-11-02", on=on)
    with pytest.raises(Refused, match="another review of 2026-09-28"):
        reviews.edit(*place, "2026-11-02", on=date(2026, 9, 28))
    with pytest.raises(Refused, match="not signed by learner"):
        reviews.edit(*place, "2026-11-02", unsign=("learner", "tutor"))
    with pytest.raises(Refused, match="so already"):
        reviews.edit(*place, "2026-11-02", note="")
    with pytest.raises(WrongUsage, match="several answer"):
        reviews.edit(*place, "2026", note="X")
    with pytest.raises(NotFound):
        reviews.edit(*place, "2026-11-03", note="X")
    assert caseload.learners[who.id] == before


def test_a_correction_made_meanwhile_by_another_is_not_written_over_unseen(
    workspace: Workspace, another: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = another()
    mine, theirs = only_caseload(workspace), only_caseload(other)
    who = by_ref(mine, "L1")
    evidence.add_evidence(workspace, mine, who, title="Film")
    hours.add_hours(workspace, mine, who, minutes=60, what="Reading")
    reviews.record(workspace, mine, who, on=NOVEMBER)
    edits: tuple[Edit, ...] = (
        lambda at, there, text: evidence.edit_evidence(at, there, who, "film", link=text),
        lambda at, there, text: hours.edit_hours(at, there, who, "reading", what=f"Reading {text}"),
        lambda at, there, text: reviews.edit(at, there, who, "11-02", note=text),
    )
    for edit in edits:
        with (
            overtaken_by(monkeypatch, partial(edit, other, theirs, "theirs")),
            pytest.raises(Refused, match="in the meantime"),
        ):
            edit(workspace, mine, "mine")
    folder = mine.folder(by_ref(mine, "L1"))
    assert [one.link for one in folder.evidence.values()] == ["theirs"]
    assert [one.what for one in folder.hours.values()] == ["Reading theirs"]
    assert [one.note for one in by_ref(mine, "L1").reviews.values()] == ["theirs"]
