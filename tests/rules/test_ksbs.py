"""KSBs: met and submitted, expected by now, how far behind, gaps and duties."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.rules.people import PLAIN, STEADY, learner, learners, standard
from tutor_tui.model.learner import Break, KsbRecord, KsbState
from tutor_tui.model.settings import Settings
from tutor_tui.model.standard import Ksb, Standard
from tutor_tui.rules.ksbs import KsbVerdict, Pace, code_order, duties, ksbs
from tutor_tui.standards.duties import fragile

START = date(2026, 1, 1)
END = START + timedelta(days=400)


def of_100() -> Standard:
    return replace(standard(), ksbs=tuple(Ksb(code=f"K{n}", text="") for n in range(1, 101)))


def judge(
    day: int, met: int = 0, *, settings: Settings = PLAIN, of: Standard | None = None, **fields: Any
) -> KsbVerdict:
    """The verdict on the so many-th day of 400."""
    programme = of or standard()
    records = {ksb.code: KsbRecord(state="met") for ksb in programme.ksbs[:met]}
    person = learner(**{"original_start": START, "planned_end": END, "ksbs": records} | fields)
    return ksbs(person, programme, settings, START + timedelta(days=day))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (-10, 0),
        (0, 0),
        (11, 0),
        (12, 1),  # 1.05 of 35
        (22, 1),
        (23, 2),
        (200, 17),  # 17.5
        (399, 34),
        (400, 35),
        (500, 35),
    ],
)
def test_expected_is_rounded_down(day: int, expected: int) -> None:
    assert judge(day).expected == expected


def test_breaks_are_left_out() -> None:
    pause = Break(start=START + timedelta(days=100), end=START + timedelta(days=200))
    # of 300 active days 100 are gone all through the break, and 150 after 250 days
    seen = [judge(day, breaks=(pause,)).expected for day in (100, 101, 150, 199, 200, 250, 400)]
    assert seen == [11, 11, 11, 11, 11, 17, 35]


def test_frozen_in_a_break_without_an_end() -> None:
    pause = Break(start=START + timedelta(days=100))
    seen = {judge(day, breaks=(pause,)) for day in (100, 101, 250, 400, 600)}
    assert [verdict.expected for verdict in seen] == [8]


def test_a_break_yet_to_come_is_no_time_gone() -> None:
    pause = Break(start=START + timedelta(days=300), end=START + timedelta(days=340))
    assert judge(180, breaks=(pause,)).expected == 17  # 180 of 360


def test_a_programme_that_is_all_break_expects_nothing() -> None:
    verdict = judge(200, breaks=(Break(start=START, end=END),))
    assert (verdict.expected, verdict.points_behind, verdict.pace) == (0, 0, "on_track")


@pytest.mark.parametrize(
    ("day", "met", "points", "pace"),
    [
        (200, 50, 0, "on_track"),
        (200, 60, 0, "on_track"),
        (200, 41, 9, "on_track"),
        (199, 40, 9, "on_track"),  # 9.75
        (200, 40, 10, "behind"),
        (199, 25, 24, "behind"),  # 24.75
        (200, 26, 24, "behind"),
        (200, 25, 25, "far_behind"),
        (400, 0, 100, "far_behind"),
        (500, 0, 100, "far_behind"),
    ],
)
def test_behind_by_10_points_and_by_25(day: int, met: int, points: int, pace: Pace) -> None:
    verdict = judge(day, met, of=of_100())
    assert (verdict.points_behind, verdict.pace) == (points, pace)


def test_the_limits_are_settings() -> None:
    stricter = Settings(ksb_amber_points=5, ksb_red_points=9)
    paces = [judge(200, met, of=of_100(), settings=stricter).pace for met in (46, 45, 41)]
    assert paces == ["on_track", "behind", "far_behind"]


def test_only_met_is_no_gap() -> None:
    states: dict[str, KsbState] = {"K1": "met", "K2": "submitted", "K3": "none"}
    records = {code: KsbRecord(state=state) for code, state in states.items()}
    verdict = judge(0, ksbs=records | {"X1": KsbRecord(state="met")})
    assert (verdict.met, verdict.submitted, verdict.total) == (1, 1, 35)
    assert verdict.gaps[:2] == ("K2", "K3")
    assert len(verdict.gaps) == 34


def test_gaps_run_k_s_b_by_number() -> None:
    shuffled = replace(standard(), ksbs=tuple(reversed(standard().ksbs)))
    numbered = {"K": 16, "S": 14, "B": 5}
    expected = [f"{letter}{n}" for letter, most in numbered.items() for n in range(1, most + 1)]
    assert list(judge(0, of=shuffled).gaps) == expected


def test_the_learning_mentors_behaviours_have_letters() -> None:
    gaps = judge(0, of=standard("ST0148")).gaps
    assert gaps[9:12] == ("K10", "K11", "S1")
    assert gaps[-6:] == ("S11", "Ba", "Bb", "Bc", "Bd", "Be")


def test_codes_out_of_the_ordinary_come_last() -> None:
    codes = ["Z1", "B10", "B2", "Ba", "S1", "K٣", "K2", "k1", "K10"]
    assert sorted(codes, key=code_order) == ["K2", "K10", "K٣", "S1", "B2", "B10", "Ba", "Z1", "k1"]


def test_a_programme_without_ksbs() -> None:
    verdict = judge(200, of=standard("LARS-999"))
    assert verdict == KsbVerdict(
        met=0, submitted=0, total=0, expected=0, points_behind=0, pace="on_track", gaps=()
    )


def test_a_duty_is_covered_when_all_its_ksbs_are_met() -> None:
    codes = ["K1", "K8", "K10", "S8", "B1", "B2", "B3", "B4"]  # duty 4
    records = {code: KsbRecord(state="met") for code in codes}
    by_number = {duty.number: duty for duty in duties(learner(ksbs=records), standard())}
    assert len(by_number) == 9
    assert by_number[4].gaps == ()
    assert by_number[5].gaps == ("K9", "K11", "S11")
    records["K10"] = KsbRecord(state="submitted")
    [fourth] = [d for d in duties(learner(ksbs=records), standard()) if d.number == 4]
    assert fourth.gaps == ("K10",)
    assert "K10" in fragile(standard())


def test_duties_without_a_map_are_not_judged() -> None:
    assert standard("TLEVEL-SMS").duties
    assert duties(learner(), standard("TLEVEL-SMS")) == ()


@STEADY
@given(learners(), st.dates(date(2022, 1, 1), date(2035, 1, 1)), st.integers(0, 400))
def test_expected_never_falls_as_days_go_by(person: Any, today: date, days: int) -> None:
    now = ksbs(person, standard(), PLAIN, today)
    later = ksbs(person, standard(), PLAIN, today + timedelta(days=days))
    assert 0 <= now.expected <= later.expected <= later.total
    assert now.met + len(now.gaps) == now.total
