"""Progress reviews: when the next is due, what counts as one, and who has yet to sign."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.rules.people import (
    PLAIN,
    STEADY,
    TODAYS,
    breaks,
    learner,
    learners,
    standard,
    visit,
    visits,
)
from tutor_tui.model.learner import Break, Learner, Review, Signer, Status, StatusChange
from tutor_tui.model.settings import Settings
from tutor_tui.model.visit import Visit
from tutor_tui.rules.reviews import SIGNERS, Interval, ReviewVerdict, reviews
from tutor_tui.rules.rule import RULES

START = date(2026, 1, 5)  # so every three calendar months
EARLY = date(2023, 3, 6)  # so every 12 weeks
ON = date(2026, 3, 10)  # so due by 30 June


def d(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


def judge(today: date, *found: Visit, **fields: Any) -> ReviewVerdict:
    return reviews(learner(**fields), found, standard(), PLAIN, today)


def held(on: date, *signers: Signer, visit: str = "") -> Review:
    return Review(on=on, signed=dict.fromkeys(signers, on), visit=visit)


@pytest.mark.parametrize(
    ("start", "interval", "due"),
    [
        (date(2023, 7, 31), "twelve_weeks", date(2023, 10, 23)),
        (date(2023, 8, 1), "twelve_weeks_unconfirmed", date(2023, 10, 24)),
        (date(2025, 7, 31), "twelve_weeks_unconfirmed", date(2025, 10, 23)),
        (date(2025, 8, 1), "three_months", date(2025, 11, 30)),
        (date(2026, 1, 5), "three_months", date(2026, 4, 30)),
    ],
)
def test_the_original_start_decides_how_often(start: date, interval: Interval, due: date) -> None:
    verdict = judge(start, original_start=start, planned_end=start + timedelta(days=600))
    assert (verdict.due, verdict.last) == (due, None)
    assert verdict.rule == f"reviews.{interval}"


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (date(2025, 8, 1), date(2025, 11, 30)),
        (date(2025, 8, 31), date(2025, 11, 30)),
        (date(2025, 11, 30), date(2026, 2, 28)),
        (date(2027, 11, 1), date(2028, 2, 29)),
        (date(2025, 10, 15), date(2026, 1, 31)),
    ],
)
def test_by_the_last_day_of_the_third_month_after_the_last_review(last: date, due: date) -> None:
    verdict = judge(last, original_start=date(2025, 8, 1), reviews={"r": held(last)})
    assert (verdict.last, verdict.due) == (last, due)


def test_twelve_weeks_after_the_last_review() -> None:
    last = d(6, 1, 2023)
    fields = {"original_start": EARLY, "reviews": {"r": held(last)}}
    assert judge(last, **fields).due == date(2023, 8, 24)
    assert judge(date(2023, 8, 24), **fields).days_overdue == 0
    assert judge(date(2023, 8, 25), **fields).days_overdue == 1


def test_the_weeks_between_reviews_are_the_workspaces_own() -> None:
    own = Settings(review_weeks=10)
    for start, due, often in (
        (EARLY, date(2023, 5, 15), "every 10 weeks"),
        (date(2024, 9, 2), date(2024, 11, 11), "every 10 weeks, unconfirmed"),
        (date(2025, 8, 1), date(2025, 11, 30), "every 3 months"),
    ):
        verdict = reviews(learner(original_start=start), [], standard(), own, start)
        assert verdict.due == due
        assert verdict.text.endswith(f"({often})")


def test_the_words_tell_the_day_the_interval_and_what_is_unconfirmed() -> None:
    assert judge(d(3, 1)).text == "Next review due by 30 Apr (every 3 months)"
    assert judge(d(5, 12)).text == "Review 12 days overdue, was due by 30 Apr (every 3 months)"
    assert judge(d(5, 27)).text.startswith("Review 27 days overdue")
    assert judge(d(5, 28)).text.startswith("Review 4 weeks overdue")
    assert judge(d(6, 30)).text == "Review 8 weeks overdue, was due by 30 Apr (every 3 months)"
    start = date(2024, 9, 2)
    verdict = judge(start, original_start=start)
    assert verdict.text == "Next review due by 25 Nov (every 12 weeks, unconfirmed)"
    assert not RULES[verdict.rule].confirmed


def test_the_latest_review_counts_whatever_their_order() -> None:
    records = {"b": held(d(2, 2)), "a": held(ON), "c": held(d(1, 20))}
    assert judge(d(3, 20), reviews=records).last == ON
    assert judge(d(3, 20), review_visit(d(3, 12)), reviews=records).last == d(3, 12)
    assert judge(d(3, 20), review_visit(d(3, 1)), reviews=records).due == d(6, 30)


def test_a_review_before_the_start_does_not_bring_the_next_one_forward() -> None:
    assert judge(START, reviews={"r": held(d(12, 1, 2025))}).due == d(4, 30)


def test_a_review_still_to_come_has_not_been_held() -> None:
    planned = {"r": held(d(3, 1))}
    assert judge(d(2, 28), reviews=planned).last is None
    assert judge(d(3, 1), reviews=planned).last == d(3, 1)


@pytest.mark.parametrize(
    ("pause", "due"),
    [
        pytest.param(Break(start=d(4, 1), end=d(4, 11)), d(7, 10), id="ten days"),
        pytest.param(Break(start=d(2, 1), end=d(3, 1)), d(6, 30), id="before the last review"),
        pytest.param(Break(start=d(3, 1), end=d(3, 20)), d(7, 10), id="the last review within"),
        pytest.param(Break(start=d(6, 30), end=d(7, 10)), d(7, 10), id="from the due day on"),
        pytest.param(Break(start=d(7, 1), end=d(7, 10)), d(6, 30), id="the day after it"),
    ],
)
def test_the_due_day_moves_by_the_days_of_breaks_after_the_last_review(
    pause: Break, due: date
) -> None:
    assert judge(ON, reviews={"r": held(ON)}, breaks=(pause,)).due == due


def test_being_overdue_stands_still_in_a_break() -> None:
    pause = (Break(start=d(5, 11), end=d(6, 10)),)
    overdue = [judge(on, breaks=pause).days_overdue for on in (d(5, 10), d(5, 11), d(6, 9))]
    assert overdue == [10, 11, 11]
    assert judge(d(6, 11), breaks=pause).days_overdue == 12


def test_in_an_open_break_the_due_day_moves_with_today() -> None:
    pause = (Break(start=d(4, 1)),)
    assert judge(d(4, 11), breaks=pause).due == d(5, 10)
    assert judge(d(4, 21), breaks=pause).due == d(5, 20)
    assert judge(d(11, 1), breaks=pause).days_overdue == 0


@pytest.mark.parametrize("status", ["gateway", "completed", "withdrawn"])
def test_no_review_is_due_past_the_gateway_yet_signatures_are_still_chased(status: Status) -> None:
    gone = (StatusChange(status=status, on=d(5, 1)),)
    verdict = judge(d(9, 1), statuses=gone, reviews={"r": held(d(4, 1), "tutor")})
    assert (verdict.due, verdict.days_overdue) == (None, 0)
    assert verdict.text == "No review is due: not on programme any more"
    assert [found.missing for found in verdict.unsigned] == [("learner", "employer")]


def test_a_t_level_asks_for_no_progress_reviews() -> None:
    verdict = reviews(learner(), [], standard("TLEVEL-SMS"), PLAIN, d(9, 1))
    assert (verdict.due, verdict.days_overdue) == (None, 0)
    assert verdict.text == "No progress reviews are asked for by this programme"


def review_visit(on: date, status: str = "attended", id: str = "v1", **fields: Any) -> Visit:
    return visit(on, status, id=id, **{"kind": "review"} | fields)


def test_an_attended_visit_of_kind_review_counts_and_nobody_has_signed_it() -> None:
    verdict = judge(d(3, 20), review_visit(ON))
    assert (verdict.last, verdict.due) == (ON, d(6, 30))
    [found] = verdict.unsigned
    assert (found.review, found.visit, found.missing) == ("", "v1", SIGNERS)
    assert found.text == "Review of 10 Mar not signed by learner, employer and tutor after 10 days"


@pytest.mark.parametrize(
    "found",
    [
        review_visit(ON, "booked"),
        review_visit(ON, "not_attended"),
        review_visit(ON, "cancelled"),
        review_visit(d(6, 1)),
        review_visit(ON, kind="teaching"),
    ],
    ids=["booked", "not attended", "cancelled", "still to come", "of another kind"],
)
def test_other_visits_are_no_reviews(found: Visit) -> None:
    verdict = judge(d(3, 20), found)
    assert (verdict.last, verdict.unsigned) == (None, ())


@pytest.mark.parametrize("record", [held(ON, visit="v1"), held(ON), held(d(3, 11), visit="v1")])
def test_a_visit_with_a_record_of_its_own_is_one_review(record: Review) -> None:
    verdict = judge(d(3, 20), review_visit(ON), reviews={"r": record})
    assert [found.review for found in verdict.unsigned] == ["r"]


def test_complete_when_all_three_have_signed() -> None:
    for count in range(4):
        verdict = judge(d(3, 20), reviews={"r": held(ON, *SIGNERS[:count])})
        missing = [found.missing for found in verdict.unsigned]
        assert missing == ([SIGNERS[count:]] if count < 3 else [])
        assert verdict.last == ON


def test_a_signature_counts_from_its_day_on() -> None:
    record = Review(on=ON, signed=dict.fromkeys(SIGNERS, d(3, 15)))
    assert judge(d(3, 14), reviews={"r": record}).unsigned
    assert not judge(d(3, 15), reviews={"r": record}).unsigned


def test_unsigned_reviews_come_oldest_first_with_their_age() -> None:
    records = {
        "b": held(d(4, 1), "learner", "tutor"),
        "a": held(d(5, 20), "tutor"),
        "c": held(d(4, 20), *SIGNERS),
    }
    verdict = judge(d(5, 20), review_visit(d(2, 2)), reviews=records)
    found = [(one.review, one.age_days, one.missing) for one in verdict.unsigned]
    assert found == [
        ("", 107, SIGNERS),
        ("b", 49, ("employer",)),
        ("a", 0, ("learner", "employer")),
    ]
    assert [one.text for one in verdict.unsigned][1:] == [
        "Review of 1 Apr not signed by employer after 7 weeks",
        "Review of 20 May not signed by learner and employer",
    ]


def test_the_next_review_booked() -> None:
    plans = [review_visit(d(5, 1), "booked", "b"), review_visit(d(4, 2), "booked", "a")]
    teaching = visit(d(4, 1), "booked")
    assert judge(d(3, 20), *plans, teaching).booked == d(4, 2)
    assert judge(d(4, 3), *plans, teaching).booked == d(5, 1)
    assert judge(d(5, 2), *plans, teaching).booked is None


ANY_START = st.dates(date(2022, 1, 1), date(2027, 12, 31))


@STEADY
@given(ANY_START, breaks(), TODAYS, st.integers(0, 300), st.integers(1, 300), st.booleans())
def test_a_break_moves_the_due_day_on_by_just_its_length(
    start: date, known: tuple[Break, ...], today: date, after: int, length: int, reviewed: bool
) -> None:
    """A break before the due day or on it, that touches no other."""
    last = start + timedelta(days=10) if reviewed else start
    person = learner(
        original_start=start,
        planned_end=start + timedelta(days=600),
        reviews={"r": held(last)} if reviewed else {},
    )
    today = max(today, last)
    before = reviews(person, [], standard(), PLAIN, today).due
    assert before
    first = last + timedelta(days=after)
    pause = Break(start=first, end=first + timedelta(days=length))
    moved = reviews(replace(person, breaks=(pause,)), [], standard(), PLAIN, today).due
    assert moved == (before + timedelta(days=length) if first <= before else before)
    # whatever other breaks there are, one more brings nothing forward
    some = reviews(replace(person, breaks=known), [], standard(), PLAIN, today).due
    more = reviews(replace(person, breaks=(*known, pause)), [], standard(), PLAIN, today).due
    assert some
    assert more
    assert before <= some <= more


@STEADY
@given(learners(), visits(), TODAYS, st.integers(0, 400))
def test_without_a_new_review_nobody_becomes_less_overdue(
    person: Learner, found: list[Visit], today: date, days: int
) -> None:
    later = today + timedelta(days=days)
    now, then = (reviews(person, found, standard(), PLAIN, on) for on in (today, later))
    assert (now.due is None) or now.due >= person.original_start
    if now.last == then.last and now.due and then.due:
        assert now.due <= then.due
        assert now.days_overdue <= then.days_overdue
    ages = [one.age_days for one in now.unsigned]
    assert ages == sorted(ages, reverse=True)
    assert all(age >= 0 for age in ages)
