"""Two people change one document: what can be put together is, the rest is for one to choose."""

import pytest

from tests.workspace.conftest import Opener, only_caseload
from tutor_tui.model.learner import Learner
from tutor_tui.workspace import hours, learners, progress, visits
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.clashes import Clash
from tutor_tui.workspace.workspace import Workspace

EMPLOYER = ("employer",)


def by_ref(caseload: Caseload, ref: str = "L1") -> Learner:
    return next(one for one in caseload.learners.values() if one.ref == ref)


@pytest.fixture
def both(workspace: Workspace, another: Opener) -> tuple[Workspace, Caseload, Workspace, Caseload]:
    other = another()
    return workspace, only_caseload(workspace), other, only_caseload(other)


Both = tuple[Workspace, Caseload, Workspace, Caseload]


def test_different_fields_and_different_ksbs_are_put_together(both: Both) -> None:
    workspace, mine, other, theirs = both
    seen = by_ref(mine)
    learners.edit(other, theirs, by_ref(theirs), {"postcode": "LS1 1AA"})
    progress.set_ksbs(other, theirs, by_ref(theirs), {"K1": "met"})
    saved = learners.edit(workspace, mine, seen, {"employer": "Mine"})
    saved = progress.set_ksbs(workspace, mine, seen, {"S1": "submitted"})
    assert (saved.employer, saved.postcode) == ("Mine", "LS1 1AA")
    assert {code: record.state for code, record in saved.ksbs.items()} == {
        "K1": "met",
        "S1": "submitted",
    }


def clash_over_the_employer(both: Both) -> Clash:
    workspace, mine, other, theirs = both
    seen = by_ref(mine)
    learners.edit(other, theirs, by_ref(theirs), {"employer": "Theirs", "postcode": "LS1 1AA"})
    with pytest.raises(Clash) as caught:
        learners.edit(workspace, mine, seen, {"employer": "Mine", "link": "https://example.org"})
    return caught.value


def test_what_both_changed_is_told_with_all_three_values(both: Both) -> None:
    clash = clash_over_the_employer(both)
    [difference] = clash.differences
    assert (difference.path, difference.field) == (EMPLOYER, "employer")
    assert (difference.before, difference.mine, difference.theirs) == ("nothing", "Mine", "Theirs")
    assert str(clash).startswith("Sam Jones was changed by ")
    assert "employer is now Theirs (not Mine)" in str(clash)
    assert by_ref(both[1]).link == "", "nothing was saved"


@pytest.mark.parametrize(("mine", "employer"), [({EMPLOYER}, "Mine"), (set(), "Theirs")])
def test_the_choice_is_saved_with_what_did_not_clash(
    both: Both, mine: set[tuple[str, ...]], employer: str
) -> None:
    clash_over_the_employer(both).settle(frozenset(mine))
    after = by_ref(both[3])
    assert (after.employer, after.postcode, after.link) == (
        employer,
        "LS1 1AA",
        "https://example.org",
    )


def test_a_choice_is_not_taken_of_a_value_that_was_never_shown(both: Both) -> None:
    clash = clash_over_the_employer(both)
    _, _, other, theirs = both
    learners.edit(other, theirs, by_ref(theirs), {"employer": "Theirs, again"})
    with pytest.raises(Clash, match="employer is now Theirs, again") as caught:
        clash.settle(frozenset({EMPLOYER}))
    assert by_ref(theirs).employer == "Theirs, again"
    caught.value.settle(frozenset({EMPLOYER}))
    assert by_ref(theirs).employer == "Mine"


def test_a_visit_moved_by_one_and_recorded_by_another_is_not_put_together(both: Both) -> None:
    workspace, mine, other, theirs = both
    at = workspace.now().replace(hour=10)
    visit = visits.book(workspace, mine, by_ref(mine), at=at).visit
    assert visit.id in theirs.visits
    visits.move(other, theirs, by_ref(theirs), theirs.visits[visit.id], to=at.replace(hour=14))
    with pytest.raises(Clash):
        visits.cancel(workspace, mine, visit)
    assert theirs.visits[visit.id].status == "booked"


def test_hours_logged_by_two_add_up(both: Both) -> None:
    workspace, mine, other, theirs = both
    seen = by_ref(mine)
    hours.add_hours(other, theirs, by_ref(theirs), minutes=60, what="theirs")
    saved, folder = hours.add_hours(workspace, mine, seen, minutes=45, what="mine")
    assert saved.logged_minutes == 105
    assert sorted(entry.what for entry in folder.hours.values()) == ["mine", "theirs"]
