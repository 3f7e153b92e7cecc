"""The timeline, its curves and the heat map as lines: within the width, and telling what is so."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from screens.bar import TONES, Page, Span, joined
from screens.curve import ROWS, curve_lines
from screens.heat_map import heat_map_lines
from screens.month_axis import Axis
from screens.signs import legible
from screens.timeline import GUTTER, timeline_lines
from tests.rules.people import (
    PLAIN,
    START,
    STEADY,
    judged,
    learner,
    learners,
    standard,
    visit,
    visits,
)
from tutor_tui.model.folder import Evidence, Folder
from tutor_tui.model.learner import Attempt, Break, KsbRecord, Learner, Review
from tutor_tui.model.standard import Standard
from tutor_tui.model.visit import Visit
from tutor_tui.workspace.heat_map import GROUPINGS, Grouping, heat_map
from tutor_tui.workspace.progress_curve import Curve, Point
from tutor_tui.workspace.standing import standing
from tutor_tui.workspace.timeline import timeline

TODAY = date(2026, 11, 30)
WIDTHS = st.sampled_from([59, 79, 119, 159])
Lines = Sequence[Sequence[Span]]


@pytest.fixture(autouse=True)
def utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUTOR_TUI_ASCII", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def ascii_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_TUI_ASCII", "1")


def texts(lines: Lines) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines]


def drawn(
    person: Learner,
    *held: Visit,
    on: date = TODAY,
    width: int = 79,
    folder: Folder | None = None,
) -> list[str]:
    """The timeline as text."""
    of = standard(person.standard)
    found = timeline(standing(person, held, of, PLAIN, on), folder or Folder(id="l1"), on)
    return texts(timeline_lines(width, found))


def lane(lines: Sequence[str], name: str) -> str:
    """What stands along the axis in a lane."""
    [line] = [line for line in lines if line.startswith(f" {name} ")]
    return line[GUTTER:]


def mapped(
    by: Grouping, *, width: int = 79, of: Standard | None = None, **states: Any
) -> list[str]:
    """The heat map as text."""
    person = learner(ksbs={code: KsbRecord(state=state) for code, state in states.items()})
    return texts(heat_map_lines(width, heat_map(judged(person, on=TODAY, of=of), by)))


# timeline


def test_marks_of_all_lanes_stand_under_their_month_and_today_runs_through() -> None:
    person = learner(
        reviews={"a": Review(on=date(2026, 4, 1), signed={"tutor": date(2026, 4, 1)})},
        breaks=(Break(start=date(2026, 6, 1), end=date(2026, 7, 1)),),
    )
    held = (
        visit(date(2026, 4, 1)),
        visit(date(2026, 5, 1), "not_attended"),
        visit(date(2026, 12, 4), "booked"),
    )
    lines = drawn(person, *held, width=159)
    months = lines[1][GUTTER:]
    visits = lane(lines, "Visits")
    assert visits[months.index("Apr")] == "✓"
    assert visits[months.index("May")] == "✗"
    assert lane(lines, "Reviews")[months.index("Apr")] == "◐"
    pause = lane(lines, "Breaks")
    assert pause.strip(" │") == "═" * (months.index("Jul") - months.index("Jun"))
    assert pause.index("═") == months.index("Jun")
    today = pause.index("│")
    assert visits[today] == "│"
    assert visits.index("○") > today
    assert lane(lines, "Windows")[:today].count("▓") > 10
    assert "│ today 30 Nov   S start 5 Jan   P planned end 5 Jul 2027" in lines[8]


def test_the_legend_names_what_is_seen_and_nothing_else() -> None:
    lines = drawn(learner(original_start=TODAY, planned_end=date(2028, 1, 3)))
    legend = " ".join(lines[:10])
    assert "░ window for the next visit" in legend
    assert "○ review due" in legend
    for unseen in ("attended", "overdue", "break", "signed"):
        assert unseen not in legend
    assert not any(line.startswith(" Visits ") for line in lines)


def test_of_two_marks_in_one_column_the_one_that_presses_is_seen() -> None:
    held = (
        visit(date(2026, 4, 1), "not_attended"),
        visit(date(2026, 4, 1)),
        visit(date(2026, 4, 1), "cancelled"),
    )
    assert lane(drawn(learner(), *held), "Visits").strip(" │") == "✗"


def test_milestones_of_one_day_stand_beside_each_other() -> None:
    day = date(2027, 7, 5)
    attempts = {
        "a": Attempt(method="observation", on=day),
        "b": Attempt(method="discussion", on=day),
    }
    person = learner(planned_end=day, expected_end=day, attempts=attempts)
    assert sorted(lane(drawn(person), "Milestones").replace("│", "").split()) == ["AAEP", "S"]


def test_events_run_from_the_last_to_the_first_around_today() -> None:
    lines = drawn(learner(), visit(date(2026, 4, 1)), visit(date(2026, 12, 4), "booked"))
    events = lines[lines.index(" Events  the latest first") + 1 :]
    first_words = [line[:20].strip() for line in events if line[1:2] != " "]
    assert first_words[0] == "· Mon 5 Jul 2027"
    assert first_words.index("○ Fri 4 Dec") < first_words.index("── today, Mon 30 No")
    assert first_words.index("── today, Mon 30 No") < first_words.index("✓ Wed 1 Apr")
    assert first_words[-1] == "· Mon 5 Jan"


def test_a_longer_line_of_an_event_goes_on_under_its_text() -> None:
    evidence = Evidence(on=date(2026, 4, 2), title="word " * 30)
    lines = drawn(learner(), folder=Folder(id="l1", evidence={"e": evidence}))
    at = next(number for number, line in enumerate(lines) if "Evidence:" in line)
    assert lines[at].index("Evidence") == 20
    assert lines[at + 1].startswith(" " * 20 + "word")


def test_it_is_said_where_there_is_no_curve() -> None:
    lines = drawn(learner(standard="LARS-999"))
    assert " No curve of KSBs: those of this standard are not known." in lines
    assert " No curve of hours: how many are planned is not set." in lines


@pytest.mark.usefixtures("ascii_only")
def test_a_terminal_of_ascii_alone_gets_nothing_else() -> None:
    person = learner(
        breaks=(Break(start=date(2026, 6, 1), end=date(2026, 7, 1)),),
        otj_planned=400,
        ksbs={"K1": KsbRecord(state="met"), "K6": KsbRecord(state="submitted")},
    )
    evidence = Evidence(on=date(2026, 4, 2), title="Łucja’s film – “one”")
    lines = drawn(person, visit(date(2026, 4, 1)), folder=Folder(id="l1", evidence={"e": evidence}))
    lines += mapped("duty", K1="met", K6="submitted")
    assert "".join(lines).isascii()
    assert "=" in lane(lines, "Breaks")
    assert "+" in lane(lines, "Visits")
    assert any("Lucja's film" in line for line in lines)
    assert any("+K6!" in line for line in lines)


@settings(STEADY, max_examples=20)
@given(learners(), visits(), st.dates(date(2023, 1, 1), date(2031, 1, 1)), WIDTHS)
def test_no_line_is_wider_than_there_is_room(
    person: Learner, held: list[Visit], today: date, width: int
) -> None:
    of = standard(person.standard)
    found = standing(person, held, of, PLAIN, today)
    drawings: list[Lines] = [timeline_lines(width, timeline(found, Folder(id="a"), today))]
    drawings += [heat_map_lines(width, heat_map(found.verdict, by)) for by in GROUPINGS]
    for lines in drawings:
        for line in lines:
            assert {tone for _, tone in line} <= set(TONES)
        for text in texts(lines):
            assert cell_len(legible(text)) <= width, text


# axis


def test_months_are_named_as_far_as_there_is_room_for_them() -> None:
    first, last = date(2026, 1, 1), date(2027, 12, 31)
    wide, narrow = (Axis(first, last, first, columns) for columns in (140, 67))
    assert wide.months().split()[:3] == ["Jan", "Feb", "Mar"]
    assert narrow.months().split()[:3] == ["Jan", "Mar", "May"]
    assert wide.years().split() == narrow.years().split() == ["2026", "2027"]
    assert wide.years().index("2027") == wide.months().rindex("Jan")


@STEADY
@given(
    st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    st.integers(0, 4000),
    st.integers(1, 200),
    st.data(),
)
def test_days_run_from_the_first_to_the_last_column(
    first: date, days: int, columns: int, data: st.DataObject
) -> None:
    last = date.fromordinal(first.toordinal() + days)
    axis = Axis(first, last, first, columns)
    assert axis.column(first) == 0
    assert axis.column(last) == (columns - 1 if days + 1 >= columns else axis.column(last))
    assert axis.column(date(1900, 1, 1)) == 0
    assert axis.column(date(2199, 1, 1)) == columns - 1
    if days + 1 >= columns:
        at = data.draw(st.integers(0, columns - 1))
        on = axis.last_day(at)
        assert axis.column(on) == at
        assert on == last or axis.column(date.fromordinal(on.toordinal() + 1)) == at + 1
    assert len(axis.months()) <= columns
    assert len(axis.years()) <= columns


# curves


def hill(
    *points: Point, total: int = 16, columns: int = 32, today: date | None = None
) -> list[str]:
    """The rows of a curve from the top, without the numbers before them."""
    axis = Axis(points[0].on, points[-1].on, today or points[-1].on, columns)
    lines = texts(curve_lines(axis, 4, Curve(what="KSBs met", total=total, points=points)))
    return [line[4:] for line in lines[1 : ROWS + 1]]


def test_a_hill_rises_to_what_is_done_and_dots_to_what_is_expected() -> None:
    rows = hill(Point(START, 0, 0), Point(date(2026, 2, 5), 8, 16))
    assert [row[-1] for row in rows] == ["·", "│", "│", "│", "█", "█", "█", "█"]
    # the edge climbs by half rows
    assert "▄" in rows[5]


def test_where_more_is_done_than_expected_dots_go_through_the_hill() -> None:
    rows = hill(Point(START, 0, 0), Point(date(2026, 2, 5), 16, 8))
    assert [row[-1] for row in rows] == ["█", "█", "█", "█", "·", "█", "█", "█"]


def test_a_flat_stretch_stays_flat_and_nothing_is_done_after_today() -> None:
    today = date(2026, 1, 20)
    rows = hill(
        Point(START, 4, 4),
        Point(today, 4, 4),
        Point(date(2026, 2, 5), None, 4),
        today=today,
    )
    at = rows[0].index("│")
    assert rows[-1].rstrip() == "█" * (at + 1)
    assert rows[-2] == "█" * (at + 1) + "·" * (32 - at - 1)


def test_the_figures_are_told_in_words() -> None:
    points = (Point(START, 1, 0), Point(date(2026, 2, 5), 3, 9), Point(TODAY, None, 35))
    axis = Axis(START, TODAY, date(2026, 2, 5), 60)
    curve = Curve(what="KSBs met", total=35, points=points, note="1 KSB without a day")
    lines = texts(curve_lines(axis, 10, curve))
    assert lines[0] == " KSBs met  █ 3 of 35  · 9 expected by now"
    assert lines[1].split()[0] == "35"
    assert lines[-1] == " 1 KSB without a day"
    ahead = replace_done(curve)
    assert texts(curve_lines(axis, 10, ahead))[0].startswith(" KSBs met  █ 0 of 35, not started")


def replace_done(curve: Curve) -> Curve:
    """The same curve before its first day."""
    points = tuple(Point(point.on, None, point.expected) for point in curve.points)
    return Curve(what=curve.what, total=curve.total, points=points)


# heat map


def test_a_row_tells_what_is_met_and_due_and_each_ksb_with_its_sign() -> None:
    lines = mapped("duty", K6="submitted", K1="met", S6="met", K2="submitted")
    [at] = [number for number, line in enumerate(lines) if line.startswith(" D2 ")]
    assert lines[at].startswith(" D2  2/16    9  ▣K6!  □K4   □K5")
    # what does not fit goes on under the first KSB
    assert lines[at + 1].startswith(" " * lines[at].index("▣K6!") + "□")
    assert lines[at + 1].split()[-2:] == ["■K1", "■S6"]


def test_the_bar_is_filled_by_what_is_met_and_marked_where_it_should_be() -> None:
    codes = [ksb.code for ksb in standard().ksbs]
    states: dict[str, Any] = dict.fromkeys(codes[:7], "met") | dict.fromkeys(
        codes[7:14], "submitted"
    )
    lines = mapped("code", width=119, **states)
    words, _, bar = lines[1].rpartition("  ")
    assert words == " met 7, submitted 7 of 35; expected 21: far behind"
    assert bar == "█" * 12 + "▒" * 12 + "░" * 12 + "│" + "░" * 24


def test_a_wider_terminal_has_room_for_what_each_row_is() -> None:
    assert not any("Knowledge" in line for line in mapped("code"))
    assert any("Knowledge" in line for line in mapped("code", width=119))


def test_it_is_said_where_a_standard_does_not_tell_how_to_group() -> None:
    assert "Which method assesses which KSBs is not filled in" in mapped("method")[2]
    assert "Which duties carry" in mapped("duty", of=standard("ST0148"))[2]
    assert "not known" in mapped("code", of=standard("LARS-999"))[2]


def test_a_method_is_named_by_itself() -> None:
    [observation, *_] = standard().methods
    of = replace(standard(), methods=(replace(observation, ksbs=("S1", "S2")),))
    lines = mapped("method", of=of, S1="met")
    assert any(line.startswith(" observation   1/2") for line in lines)


# a page of them


def test_pieces_of_one_tone_are_sent_as_one() -> None:
    line = [("a", "quiet"), ("b", "quiet"), ("c", "good"), ("d", "quiet")]
    assert joined(line) == [("ab", "quiet"), ("c", "good"), ("d", "quiet")]


def test_a_page_knows_every_tone() -> None:
    assert {f"page--{tone}" for tone in TONES} <= Page.COMPONENT_CLASSES
    for tone in TONES:
        assert f".page--{tone} {{" in Page.DEFAULT_CSS
