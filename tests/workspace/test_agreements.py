"""Actions as they are typed, and an open one corrected."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workspace.conftest import TODAY
from tutor_tui.errors import NotFound, Refused, WrongUsage
from tutor_tui.model.learner import Learner
from tutor_tui.workspace import agreements
from tutor_tui.workspace.agreements import Agreed, parse_actions
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

STEADY = settings(derandomize=True, database=None, deadline=None, max_examples=150)


def test_actions_are_typed_with_their_owners_and_days() -> None:
    typed = (
        "finish reflective account by 12 dec; employer: witness testimony by +14; tutor: send link"
    )
    assert parse_actions(typed, TODAY) == [
        Agreed(text="finish reflective account", due=date(2026, 12, 12)),
        Agreed(text="witness testimony", owner="employer", due=TODAY + timedelta(days=14)),
        Agreed(text="send link", owner="tutor"),
    ]


@pytest.mark.parametrize(
    ("typed", "action"),
    [
        ("Learner : read on", Agreed(text="read on")),
        ("EMPLOYER:sign", Agreed(text="sign", owner="employer")),
        ("read BY Fri", Agreed(text="read", due=date(2026, 11, 27))),
        ("mail it by post by 4/12", Agreed(text="mail it by post", due=date(2026, 12, 4))),
        ("read by 2026-12-04 ;", Agreed(text="read", due=date(2026, 12, 4))),
        # no owner, and no day
        ("mum: help", Agreed(text="mum: help")),
        ("finish by hand", Agreed(text="finish by hand")),
        ("write by", Agreed(text="write by")),
        ("grow by 5 pages", Agreed(text="grow by 5 pages")),
        ("better it by 5 marks", Agreed(text="better it by 5 marks")),
        ("to be signed by Sunita", Agreed(text="to be signed by Sunita")),
        ("to be signed by Tom", Agreed(text="to be signed by Tom")),
        ("standby 4/12", Agreed(text="standby 4/12")),
        ("by fri write", Agreed(text="by fri write")),
        ("note: the tutor: sends", Agreed(text="note: the tutor: sends")),
    ],
)
def test_what_stands_in_front_and_at_the_end_is_read_where_it_can_be(
    typed: str, action: Agreed
) -> None:
    assert parse_actions(typed, TODAY) == [action]


def test_nothing_typed_is_nothing_agreed() -> None:
    assert parse_actions(" ; ;", TODAY) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("read; employer:", "'employer:'"),
        ("by fri", "'by fri'"),
        ("tutor: by +3", "what is to be done"),
        ("read by 31/11", "'31/11' is not a day"),
        ("read by 30 feb", "'30 feb' is not a day"),
        ("read by 2026-02-30", "'2026-02-30' is not a day"),
    ],
)
def test_what_cannot_be_read_is_said_back(typed: str, said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        parse_actions(typed, TODAY)


@STEADY
@given(
    owner=st.sampled_from(["", "learner: ", "Employer:", "tutor :"]),
    text=st.from_regex(r"[A-Za-z]{1,8}( [a-z]{3,8}){0,3}", fullmatch=True),
    away=st.one_of(st.none(), st.integers(0, 99)),
)
def test_what_is_put_together_is_taken_apart(owner: str, text: str, away: int | None) -> None:
    due = "" if away is None else f" by +{away}"
    [action] = parse_actions(f"{owner}{text}{due}", TODAY)
    assert action.owner == (owner.strip(" :").casefold() or "learner")
    assert action.due == (None if away is None else TODAY + timedelta(days=away))
    assert action.text == text


@STEADY
@given(text=st.text(max_size=40))
def test_anything_typed_is_actions_or_a_sentence(text: str) -> None:
    with suppress(WrongUsage):  # nothing else may be raised
        assert all(action.text for action in parse_actions(text, TODAY))


@pytest.fixture
def who(workspace: Workspace, caseload: Caseload) -> Learner:
    learner = next(iter(caseload.learners.values()))
    for text in ("Read unit 4", "Read unit 5"):
        learner = agreements.add(
            workspace, caseload, learner, text=text, due=TODAY + timedelta(days=7)
        )
    return learner


def test_an_open_action_is_corrected_and_keeps_what_is_not_given(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    place = workspace, caseload
    who = agreements.edit(*place, who, "unit 4", owner="tutor")
    who = agreements.edit(*place, who, "unit 4", text="Read  unit 6")
    assert [(one.text, one.owner, one.due) for one in who.actions.values()] == [
        ("Read unit 6", "tutor", TODAY + timedelta(days=7)),
        ("Read unit 5", "learner", TODAY + timedelta(days=7)),
    ]
    who = agreements.edit(*place, who, "unit 5", undated=True)
    assert [one.due for one in who.actions.values()] == [TODAY + timedelta(days=7), None]


def test_what_is_no_correction_is_refused(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    place = workspace, caseload, who
    with pytest.raises(WrongUsage, match="before the day it was agreed"):
        agreements.edit(*place, "unit 4", due=TODAY - timedelta(days=1))
    with pytest.raises(WrongUsage, match="say something"):
        agreements.edit(*place, "unit 4", text=" ")
    with pytest.raises(WrongUsage, match="several answer"):
        agreements.edit(*place, "unit", owner="tutor")
    with pytest.raises(NotFound):
        agreements.edit(*place, "unit 9", owner="tutor")
    with pytest.raises(Refused, match="so already"):
        agreements.edit(*place, "unit 4", owner="learner")
    assert caseload.learners[who.id] == who
