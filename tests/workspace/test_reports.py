"""The progress update: what it tells, and that nothing private is ever in it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.exchange.report_readers import read_html, read_markdown
from tests.rules.people import (
    ON_TRACK,
    PLAIN,
    STANDARDS,
    STEADY,
    TODAYS,
    learner,
    learners,
    standard,
    visit,
    visits,
)
from tutor_tui.errors import WrongUsage
from tutor_tui.exchange.reports import Table
from tutor_tui.model.folder import (
    Contact,
    DoneAction,
    Evidence,
    Folder,
    HoursEntry,
    NoteEntry,
)
from tutor_tui.model.learner import (
    Action,
    Attempt,
    Break,
    Declaration,
    KsbRecord,
    Learner,
    Review,
    SkillRecord,
    StatusChange,
)
from tutor_tui.model.visit import Visit
from tutor_tui.workspace.progress_update import ProgressUpdate, progress_update
from tutor_tui.workspace.report_files import format_of, rendered
from tutor_tui.workspace.reports import progress_report
from tutor_tui.workspace.standing import standing

TODAY = date(2026, 11, 23)
SECRET = "qzxprivate"
EMPTY = Folder(id="l1")


def update(
    person: Learner,
    *held: Visit,
    folder: Folder = EMPTY,
    on: date = TODAY,
    since: date | None = None,
) -> ProgressUpdate:
    of = standard(person.standard)
    return progress_update(standing(person, held, of, PLAIN, on), folder, "Kit Khan", since)


def forms(found: ProgressUpdate) -> list[str]:
    """The update in every form there is."""
    report = progress_report(found)
    written = [rendered(report, "markdown"), rendered(report, "html"), msgspec.json.encode(found)]
    return [one.decode() for one in written]


def tables(found: ProgressUpdate) -> dict[str, Table]:
    """The report's tables by caption."""
    blocks = [block for section in progress_report(found).sections for block in section.blocks]
    return {block.caption: block for block in blocks if isinstance(block, Table)}


def stand(found: ProgressUpdate) -> dict[Any, Any]:
    return {row[0]: row[1] for row in tables(found)["Progress on the day of this update"].rows}


def review(on: date, *signed: str) -> Review:
    return Review(on=on, signed=dict.fromkeys(signed, on))  # type: ignore[arg-type]


@STEADY
@given(
    person=learners(),
    held=visits(),
    on=TODAYS,
    notes=st.lists(
        st.tuples(st.booleans(), st.text(max_size=20), st.integers(-100, 400)), max_size=5
    ),
)
def test_nothing_private_is_in_any_form(
    person: Learner, held: list[Visit], on: date, notes: list[tuple[bool, str, int]]
) -> None:
    person = replace(
        person,
        uln=SECRET,
        ukprn=SECRET,
        email=SECRET,
        postcode=SECRET,
        link=SECRET,
        second_tutor=SECRET,
        born=date(1877, 7, 7),
        imported={"uln": SECRET},
        skills={key: replace(one, evidence=SECRET) for key, one in person.skills.items()},
        reviews={key: replace(one, note=SECRET) for key, one in person.reviews.items()},
        attempts={key: replace(one, note=SECRET) for key, one in person.attempts.items()},
    )
    held = [replace(v, note=SECRET, why=SECRET, location=SECRET, link=SECRET) for v in held]
    folder = Folder(
        id=person.id,
        notes={
            str(number): NoteEntry(
                on=on - timedelta(days=age),
                text=f"{SECRET if private else 'qzxshared'} {text}",
                private=private,
                by=SECRET,
            )
            for number, (private, text, age) in enumerate(notes)
        },
        contacts={"mentor": Contact(role="mentor", name=SECRET, email=SECRET, phone=SECRET)},
        evidence={"e": Evidence(on=on, title="Film", link=SECRET, by=SECRET)},
        hours={"h": HoursEntry(on=on, minutes=30, what=SECRET)},
    )
    found = update(person, *held, folder=folder, on=on, since=on - timedelta(days=300))
    shared = sum(not private and 0 <= age <= 300 for private, _, age in notes)
    for form in forms(found):
        assert SECRET not in form
        assert "1877" not in form
        assert "E3" not in form
        assert "Sign Language" not in form
        assert form.count("qzxshared") == shared
        assert "Film" in form


def test_what_tells_of_age_is_in_no_form() -> None:
    declined = {"english": SkillRecord(state="opted_out")}
    for person in (learner(born=None), learner(born=date(2008, 3, 1), skills=declined)):
        for form in forms(update(person)):
            assert "under 19" not in form
            assert "birth" not in form


@STEADY
@given(person=learners(), held=visits(), on=TODAYS)
def test_every_learner_has_an_update_that_can_be_read(
    person: Learner, held: list[Visit], on: date
) -> None:
    found = update(person, *held, on=on)
    assert found.period.start <= found.period.end == on
    report = progress_report(found)
    page, _ = read_html(rendered(report, "html").decode())
    text = read_markdown(rendered(report, "markdown").decode())
    # the page has the signatures besides
    assert page.rows[: len(text.rows)] == text.rows
    assert len(page.rows) == len(text.rows) + 4


@pytest.mark.parametrize("id", STANDARDS)
@pytest.mark.parametrize("status", ["on_programme", "gateway", "completed", "withdrawn"])
def test_there_is_an_update_at_every_status_and_of_every_programme(id: str, status: Any) -> None:
    person = learner(
        standard=id,
        standard_version=None,
        statuses=(StatusChange(status=status, on=date(2026, 11, 2)),),
    )
    found = update(person)
    assert found.status == status
    facts = dict(progress_report(found).facts)
    assert facts["Status"] == status.replace("_", " ")
    ahead = bool(standard(id).gateway) and status == "on_programme"
    assert ("Gateway" in stand(found)) == (ahead or status in ("gateway", "completed"))


def test_the_period_runs_from_the_last_review_before_today() -> None:
    person = learner(reviews={"a": review(date(2026, 8, 3)), "b": review(TODAY)})
    found = update(person).period
    assert (found.start, found.end) == (date(2026, 8, 3), TODAY)
    assert found.why == "since the last progress review"


def test_without_a_review_the_period_is_twelve_weeks() -> None:
    found = update(learner()).period
    assert (found.start, found.why) == (date(2026, 8, 31), "the last 12 weeks")
    young = learner(original_start=date(2026, 10, 5), planned_end=date(2028, 1, 1))
    assert update(young).period.start == date(2026, 10, 5)


def test_the_period_may_be_chosen() -> None:
    held = (visit(date(2026, 2, 2), minutes=60), visit(date(2026, 11, 2), minutes=45))
    assert [one.on for one in update(learner(), *held).visits] == [date(2026, 11, 2)]
    found = update(learner(), *held, since=date(2026, 2, 2))
    assert [one.on for one in found.visits] == [date(2026, 2, 2), date(2026, 11, 2)]
    assert "Visits held: 2, 1 h 45 min in all" in tables(found)
    with pytest.raises(WrongUsage, match="2026-11-24 is after today"):
        update(learner(), since=date(2026, 11, 24))


def test_what_was_done_in_the_period_is_told() -> None:
    held = (
        visit(date(2026, 11, 2), minutes=60, otj_minutes=40),
        visit(date(2026, 11, 9), at="10:00"),
        visit(date(2026, 11, 16), "not_attended"),
        visit(date(2026, 11, 17), "cancelled"),
        visit(date(2026, 11, 18), "booked"),
        visit(date(2026, 6, 1), minutes=60),
    )
    person = learner(
        ksbs={
            "K1": KsbRecord(state="met", on=date(2026, 11, 2)),
            "K2": KsbRecord(state="met", on=date(2026, 3, 2)),
            "K3": KsbRecord(state="met"),
            "K4": KsbRecord(state="submitted", on=date(2026, 11, 2)),
        }
    )
    done = Action(text="Read unit 4", owner="learner", agreed=date(2026, 10, 1))
    folder = Folder(
        id="l1",
        done={
            "a": DoneAction(action=done, done=date(2026, 11, 3)),
            "b": DoneAction(action=replace(done, text="Old"), done=date(2026, 3, 3)),
        },
        evidence={
            "a": Evidence(
                on=date(2026, 3, 3),
                title="Film",
                ksbs=("K1",),
                decision="accepted",
                decided=date(2026, 11, 2),
            ),
            "b": Evidence(on=date(2026, 3, 3), title="Old essay"),
        },
        hours={
            "a": HoursEntry(on=date(2026, 11, 4), minutes=90),
            "b": HoursEntry(on=date(2026, 11, 4), minutes=400, kind="placement"),
            "c": HoursEntry(on=date(2026, 3, 4), minutes=400),
        },
    )
    found = update(person, *held, folder=folder)
    by_caption = tables(found)
    assert [row[0] for row in by_caption["Visits held: 2, 2 h in all"].rows] == [
        "2 Nov 2026",
        "9 Nov 2026",
    ]
    assert [row[0] for row in by_caption["KSBs met in this period: 1"].rows] == ["K1"]
    assert by_caption["Evidence"].rows == (("3 Mar 2026", "Film", "K1", "accepted 2 Nov 2026"),)
    assert by_caption["Actions done"].rows == (("3 Nov 2026", "Read unit 4", "learner"),)
    assert found.hours.period_minutes == 90 + 40
    assert [one.code for one in found.ksb.each if one.state == "met"] == ["K1", "K2", "K3"]
    assert ("K3", standard().ksbs[2].text, "day not recorded") in by_caption["Met: 3 of 35"].rows
    [missed] = [text for text in forms(found)[0].split("\n\n") if "not attended" in text]
    assert missed == "- 16 Nov 2026, not attended\n- 17 Nov 2026, cancelled"


def test_what_is_outstanding_is_told() -> None:
    found = update(learner(skills={"english": SkillRecord(state="exempt")}))
    by_caption = tables(found)
    assert len(by_caption["Outstanding: 35 of 35"].rows) == 35
    skills = {row[0]: row[1] for row in by_caption["What is outstanding before the gateway"].rows}
    assert skills == {"English": "exempt, evidence to collect", "Maths": "not started"}
    open_ = {row[0]: row[2] for row in by_caption["Open before gateway: 9 of 9 items"].rows}
    assert open_["Employer confirms"] == "employer"


def test_nothing_is_outstanding_of_who_is_ready() -> None:
    declared = dict.fromkeys(standard().gateway, Declaration(state="done"))
    found = update(learner(gateway=declared, **ON_TRACK))
    assert not [one for one in found.skills if one.outstanding]
    assert not any(caption.startswith("Outstanding") for caption in tables(found))
    assert "Nothing is open before gateway." in forms(found)[0]


def test_reviews_of_the_period_and_unsigned_ones_are_told_with_their_signatures() -> None:
    person = learner(
        reviews={
            "a": review(date(2026, 3, 2), "learner", "employer", "tutor"),
            "b": Review(
                on=date(2026, 5, 4),
                signed={"tutor": date(2026, 5, 4), "learner": date(2026, 11, 24)},
            ),
            "c": review(date(2026, 8, 3), "learner", "employer", "tutor"),
        }
    )
    caption = "Reviews of this period, and those not yet signed by all"
    rows = [
        [cell if isinstance(cell, str) else cell.text for cell in row]
        for row in tables(update(person))[caption].rows
    ]
    assert rows == [
        ["4 May 2026", "not signed", "not signed", "4 May 2026"],
        ["3 Aug 2026", "3 Aug 2026", "3 Aug 2026", "3 Aug 2026"],
    ]


def test_open_actions_are_told_the_next_due_first() -> None:
    def action(text: str, due: date | None) -> Action:
        return Action(text=text, owner="employer", agreed=date(2026, 10, 1), due=due)

    person = learner(
        actions={
            "a": action("Some day", None),
            "b": action("Later", date(2026, 12, 1)),
            "c": action("Late", date(2026, 11, 1)),
        }
    )
    rows = tables(update(person))["Open: 3"].rows
    assert [row[0] for row in rows] == ["Late", "Later", "Some day"]
    assert rows[0][2] != "1 Nov 2026"
    assert rows[1:] == (("Later", "employer", "1 Dec 2026"), ("Some day", "employer", "no day set"))


def test_the_next_visit_is_told_or_that_none_is_booked() -> None:
    booked = visit(date(2026, 12, 1), "booked", at="10:00")
    assert stand(update(learner(), booked))["Next visit"] == "Tue 1 Dec 10:00, teaching, online"
    last = visit(date(2026, 11, 2))
    assert stand(update(learner(), last))["Next visit"] == "nothing booked, due by 7 Dec 2026"
    assert stand(update(learner()))["Next visit"] == "nothing booked, was due by 9 Feb 2026"


def test_a_break_and_the_end_expected_are_told() -> None:
    pause = Break(start=date(2026, 11, 2), end=date(2026, 12, 7))
    person = learner(breaks=(pause,), expected_end=date(2027, 8, 9))
    facts = dict(progress_report(update(person)).facts)
    assert facts["Status"] == "on break, back 7 Dec 2026"
    assert facts["Planned end"] == "5 Jul 2027, expected 9 Aug 2027"


def test_the_assessment_is_told_once_the_gateway_is_passed() -> None:
    passed = StatusChange(status="gateway", on=date(2026, 11, 2))
    attempt = Attempt(method="observation", on=date(2026, 11, 16), result="pass")
    found = update(learner(statuses=(passed,), attempts={"a": attempt}))
    rows = tables(found)["Assessment methods"].rows
    assert ("Observation with questioning", "pass") in rows
    assert "Assessment methods" not in tables(update(learner(attempts={"a": attempt})))


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.html", "html"),
        ("a.HTM", "html"),
        ("a.md", "markdown"),
        ("a.markdown", "markdown"),
        ("a.txt", "markdown"),
        ("html", "markdown"),
    ],
)
def test_the_format_follows_the_name_of_the_file(name: str, format: str) -> None:
    assert format_of(Path(name)) == format
    assert format_of(None) == "markdown"
