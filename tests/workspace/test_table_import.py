"""What a table changes of learners' states, whose row a row is, and visits of a row each."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.exchange.workbooks import workbook
from tutor_tui.errors import NotFound
from tutor_tui.model.learner import Break, Learner, SkillRecord, StatusChange
from tutor_tui.model.tutor import Tutor
from tutor_tui.workspace import learners, progress, table_import, tutors
from tutor_tui.workspace.imports import ImportPlan, carry_out
from tutor_tui.workspace.workspace import Workspace

TODAY = date(2026, 11, 23)
HEADINGS = "Learner ref,First name,Last name,Programme,Start date,Planned end"
SAM = "T1,Sam,Smith,ST1379,01/09/2026,31/12/2027"
BO = "T2,Bo,Ray,ST1379,01/09/2026,31/12/2027"

Bring = Callable[..., ImportPlan]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    Workspace.create(tmp_path / "workspace")
    found = Workspace(
        tmp_path / "workspace",
        today=TODAY,
        now=lambda: datetime(2026, 11, 23, 12, tzinfo=UTC),
        actor="khan",
    )
    tutors.add(found, name="Kit Khan", login="khan")
    return found


@pytest.fixture
def bring(workspace: Workspace, tmp_path: Path) -> Bring:
    """Writes a table of these lines, and imports it for the only tutor, or as told."""

    def import_(*lines: str | bytes, **options: object) -> ImportPlan:
        file = tmp_path / "table.csv"
        if isinstance(lines[0], bytes):
            file.write_bytes(lines[0])
        else:
            file.write_text("\n".join(map(str, lines)) + "\n", encoding="utf-8")
        only: Tutor = next(workspace.caseloads()).tutor
        return carry_out(
            workspace,
            lambda: table_import.plan(workspace, file, tutor=only, **options),  # type: ignore[arg-type]
            reason="import",
        )

    return import_


def learner(workspace: Workspace, ref: str = "T1") -> Learner:
    [found] = [
        one
        for caseload in workspace.caseloads()
        for one in caseload.learners.values()
        if one.ref == ref
    ]
    return found


def visits(workspace: Workspace, ref: str = "T1") -> list[tuple[str, str, str, int | None]]:
    """The learner's visits: moment or day, status, kind and minutes."""
    caseload = next(workspace.caseloads())
    return sorted(
        (
            f"{one.start:%Y-%m-%d %H:%M}" if one.start else str(one.date),
            one.status,
            one.kind,
            one.minutes,
        )
        for one in caseload.visits_of(learner(workspace, ref))
    )


def kinds(plan: ImportPlan) -> list[str]:
    return [item.kind for item in plan.items]


def changes(plan: ImportPlan) -> dict[str, tuple[object, object, bool]]:
    return {
        one.field: (one.before, one.after, one.held) for item in plan.items for one in item.changes
    }


# what a row gives


def test_everything_a_system_knows_of_a_new_learner_is_taken(
    workspace: Workspace, bring: Bring
) -> None:
    bring(
        f"{HEADINGS},UKPRN,Postcode,Mode,Forecast end,Break from,Break return,Support,BSL,"
        "Weekly hours,Planned hours,Actual hours,Prior learning hours,EPAO,English,English date,"
        "Maths,K1,K2,K3",
        f"{SAM},10001234,LS1 4AP,Face to face,31/01/2028,01/10/2026,02/11/2026,EHCP,yes,"
        "30,278,61.5,10,NOCN,L2 passed,03/11/2026,working towards,met,pending,not met",
    )
    found = learner(workspace)
    assert (found.ukprn, found.postcode, found.mode) == ("10001234", "LS1 4AP", "workplace")
    assert (found.expected_end, found.support, found.bsl) == (date(2028, 1, 31), "plan", True)
    assert found.breaks == (Break(start=date(2026, 10, 1), end=date(2026, 11, 2)),)
    assert (found.weekly_hours, found.otj_planned, found.otj_actual) == (30, 278, 61)
    assert (found.prior_hours, found.organisation) == (10, "NOCN")
    assert found.skills == {
        "english": SkillRecord(state="achieved", on=date(2026, 11, 3), level="2"),
        "maths": SkillRecord(state="working_towards"),
    }
    assert {code: one.state for code, one in found.ksbs.items()} == {"K1": "met", "K2": "submitted"}


@pytest.mark.parametrize(
    "programme",
    ["694", "st1379 v1.2", "L4 Learning and Skills Mentor (Level 4)", "(ST1379)"],
)
def test_a_programme_is_known_by_id_code_or_name_among_other_words(
    workspace: Workspace, bring: Bring, programme: str
) -> None:
    bring(HEADINGS, SAM.replace("ST1379", programme))
    assert learner(workspace).standard == "ST1379"


def test_rows_that_name_no_programme_take_the_one_said(workspace: Workspace, bring: Bring) -> None:
    bring(HEADINGS, SAM.replace("ST1379", ""), BO.replace("ST1379", "ST0148"), standard="ST1379")
    assert [learner(workspace, ref).standard for ref in ("T1", "T2")] == ["ST1379", "ST0148"]
    with pytest.raises(NotFound):
        bring(HEADINGS, SAM, standard="ST9")


def test_a_code_nobody_knows_is_kept_as_it_stands_and_another_programme_is_told(
    workspace: Workspace, bring: Bring
) -> None:
    bring(HEADINGS, SAM.replace("ST1379", "77"))
    assert learner(workspace).standard == "LARS-77"
    bring(HEADINGS, SAM)
    assert learner(workspace).standard == "ST1379"
    told = bring(HEADINGS, SAM.replace("ST1379", "ST0148"))
    assert changes(told) == {"standard": ("ST1379", "ST0148", True)}


# states go on, never back


def test_a_status_with_or_without_its_day(workspace: Workspace, bring: Bring) -> None:
    bring(f"{HEADINGS},Status,Actual end date", f"{SAM},Withdrawn,02/11/2026", f"{BO},Gateway,")
    assert learner(workspace).statuses == (StatusChange(status="withdrawn", on=date(2026, 11, 2)),)
    assert learner(workspace, "T2").statuses == (StatusChange(status="gateway", on=TODAY),)
    told = bring("Learner ref,Status", "T1,Active", "T2,Gateway")
    assert kinds(told) == ["unchanged", "unchanged"]
    assert changes(told)["status"][2] is True
    assert len(learner(workspace).statuses) == 1


def test_a_day_that_was_wrong_is_corrected_by_the_table(workspace: Workspace, bring: Bring) -> None:
    bring(f"{HEADINGS},Status", f"{SAM},Gateway")
    bring("Learner ref,Status,Status date", "T1,Gateway,02/11/2026")
    assert learner(workspace).statuses == (StatusChange(status="gateway", on=date(2026, 11, 2)),)
    bring("Learner ref,Status,Status date", "T1,Completed,16/11/2026")
    assert [one.status for one in learner(workspace).statuses] == ["gateway", "completed"]


@pytest.mark.parametrize(
    ("headings", "cells", "said"),
    [
        ("Status", "On break", "row 2: on a break, but since when"),
        ("Status,Status date", "Gateway,24/11/2026", "is after today"),
        ("English", "Booked", "row 2: english is booked, but for when"),
        ("Maths,Maths date", "Passed,24/11/2026", "row 2: maths on 2026-11-24 is after today"),
        ("Last visit", "24/11/2026", "row 2: the last visit, 2026-11-24, is after today"),
        ("K99", "met", "row 2: K99: no KSB of ST1379 v1.2"),
    ],
)
def test_what_cannot_be_so_is_told_and_the_row_taken_all_the_same(
    workspace: Workspace, bring: Bring, headings: str, cells: str, said: str
) -> None:
    told = bring(f"{HEADINGS},{headings}", f"{SAM},{cells}")
    assert kinds(told) == ["new"]
    assert any(said in warning for warning in told.warnings)
    assert (learner(workspace).statuses, visits(workspace)) == ((), [])


def test_a_break_is_ended_by_the_day_of_return_and_one_that_overlaps_skips_the_row(
    workspace: Workspace, bring: Bring
) -> None:
    bring(f"{HEADINGS},Break from", f"{SAM},05/10/2026")
    bring("Learner ref,Break return", "T1,02/11/2026")
    ended = (Break(start=date(2026, 10, 5), end=date(2026, 11, 2)),)
    assert learner(workspace).breaks == ended
    told = bring("Learner ref,Break from,Employer", "T1,19/10/2026,Hill")
    assert "overlap" in told.items[0].reason
    assert (learner(workspace).breaks, learner(workspace).employer) == (ended, "")


def test_ksbs_and_skills_go_on_and_never_back(workspace: Workspace, bring: Bring) -> None:
    table = f"{HEADINGS},K1,K2,English"
    bring(table, f"{SAM},met,submitted,achieved")
    told = bring(table, f"{SAM},submitted,met,working towards")
    assert changes(told) == {
        "K1": ("met", "submitted", True),
        "K2": ("submitted", "met", False),
        "english": ("achieved", "working towards", True),
    }
    found = learner(workspace)
    assert [found.ksbs[code].state for code in ("K1", "K2")] == ["met", "met"]
    assert found.skills["english"].state == "achieved"


def test_parts_of_english_are_kept_and_a_booking_takes_another_day(
    workspace: Workspace, bring: Bring
) -> None:
    bring(f"{HEADINGS},English,English date", f"{SAM},Booked,01/12/2026")
    caseload = next(workspace.caseloads())
    part = {"reading": date(2026, 11, 1)}
    progress.set_components(workspace, caseload, learner(workspace), "english", part)  # type: ignore[arg-type]
    bring("Learner ref,English,English date", "T1,Booked,08/12/2026")
    assert learner(workspace).skills["english"] == SkillRecord(
        state="booked", on=date(2026, 12, 8), components={"reading": date(2026, 11, 1)}
    )


def test_progress_is_noted_once_a_day_and_only_where_it_is_news(
    workspace: Workspace, bring: Bring
) -> None:
    def notes() -> list[tuple[str, bool]]:
        folder = next(workspace.caseloads()).folder(learner(workspace))
        return [(one.text, one.private) for one in folder.notes.values()]

    bring(f"{HEADINGS},Learning Plan Progress", f"{SAM},45%")
    assert notes() == [("Progress in the other system: 45%", True)]
    assert kinds(bring("Learner ref,Progress", "T1,45.0%")) == ["unchanged"]
    workspace.today = date(2026, 12, 23)
    bring("Learner ref,Progress", "T1,52%")
    assert [text for text, _ in notes()][-1] == "Progress in the other system: 52%"
    assert len(notes()) == 2


# whose row it is


@pytest.fixture
def pair(bring: Bring) -> None:
    """Sam (T1) and Bo (T2), each with ULN and e-mail; Sam is of a provider."""
    bring(
        f"{HEADINGS},UKPRN,ULN,Email",
        f"{SAM},10001234,1000000019,sam@example.org",
        f"{BO},,1061484016,bo@example.org",
    )


@pytest.mark.usefixtures("pair")
@pytest.mark.parametrize(
    ("headings", "cells", "reason"),
    [
        ("Ref,ULN", "T1,1061484016", "the reference is Sam Smith's, the ULN Bo Ray's"),
        ("Ref,Email", "T1,bo@example.org", "the reference is Sam Smith's, the e-mail Bo Ray's"),
        ("Ref,ULN", "T1,1000000027", "whose ULN is another"),
        ("Email,First name,Surname", "bo@example.org,Al,Orr", "the name is not"),
        ("First name,Surname", "Sam,Smith", "a new learner needs a reference or ULN"),
        ("UKPRN,Ref", "10009999,T1", "a new learner needs a family name"),
    ],
)
def test_keys_that_disagree_are_nobodys_and_names_alone_are_no_key(
    bring: Bring, headings: str, cells: str, reason: str
) -> None:
    told = bring(f"{headings},Employer", f"{cells},Hill")
    assert kinds(told) == ["skipped"]
    assert reason in told.items[0].reason
    assert told.items[0].reason.startswith("row 2: ")
    assert told.writes == {}


@pytest.mark.usefixtures("pair")
@pytest.mark.parametrize(
    ("headings", "cells", "ref"),
    [
        ("UKPRN,Ref", "10001234,T1", "T1"),
        ("UKPRN,Ref", "10009999,T2", "T2"),
        ("Ref,ULN", "X9,1061484016", "T2"),
        ("ULN,Email", ",SAM@example.org", "T1"),
    ],
)
def test_a_learner_is_found_by_any_key_in_order(
    workspace: Workspace, bring: Bring, headings: str, cells: str, ref: str
) -> None:
    bring(f"{headings},Employer", f"{cells},Hill")
    assert learner(workspace, ref).employer == "Hill"


def test_noughts_that_a_spreadsheet_took_off_a_reference_are_put_back(
    workspace: Workspace, bring: Bring
) -> None:
    bring(HEADINGS, SAM.replace("T1,", "0012,"))
    told = bring("Ref,Employer", "12,Hill")
    assert learner(workspace, "0012").employer == "Hill"
    assert "row 2: reference 12 was taken for 0012" in told.warnings


def test_a_learner_twice_in_a_table_by_whatever_key_is_taken_once(
    workspace: Workspace, bring: Bring
) -> None:
    told = bring(f"{HEADINGS},ULN", f"{SAM},1000000019", f"{BO},1000000019")
    assert kinds(told) == ["new", "skipped"]
    assert told.items[1].reason == "row 3: the learner is in the table twice, first in row 2"


def test_tutors_by_name_family_first_too_and_strangers_are_told(
    workspace: Workspace, bring: Bring
) -> None:
    tutors.add(workspace, name="Bo Lee", login="bo")
    told = bring(f"{HEADINGS},Coach,Second tutor", f'{SAM},"Lee, Bo",khan', f"{BO},Al Orr,")
    names = {
        one.tutor.name: {x.ref for x in one.learners.values()} for one in workspace.caseloads()
    }
    assert names == {"Kit Khan": {"T2"}, "Bo Lee": {"T1"}}
    assert any("no tutor Al Orr: 1 new" in warning for warning in told.warnings)
    told = bring("Ref,Coach", "T1,Kit Khan")
    assert (kinds(told), changes(told)) == (["unchanged"], {})  # the second tutor may well be named
    told = bring("Ref,Coach", "T2,Bo Lee")
    assert changes(told) == {"tutor": ("Kit Khan", "Bo Lee", True)}


# reviews beside visits


def test_the_last_review_is_a_visit_of_its_kind_and_made_once(
    workspace: Workspace, bring: Bring
) -> None:
    table = f"{HEADINGS},Last visit,Last review,Next visit,Next review"
    row = f"{SAM},16/11/2026,02/11/2026,14/12/2026,11/01/2027"
    bring(table, row)
    expected = [
        ("2026-11-02", "attended", "review", None),
        ("2026-11-16", "attended", "teaching", None),
        ("2026-12-14", "booked", "teaching", None),
        ("2027-01-11", "booked", "review", None),
    ]
    assert visits(workspace) == expected
    assert kinds(bring(table, row)) == ["unchanged"]
    assert visits(workspace) == expected


def test_a_last_visit_completes_the_booking_of_that_day(workspace: Workspace, bring: Bring) -> None:
    workspace.today = date(2026, 11, 2)
    bring(f"{HEADINGS},Next visit", f"{SAM},16/11/2026")
    workspace.today = TODAY
    bring("Ref,Last visit", "T1,16/11/2026")
    assert visits(workspace) == [("2026-11-16", "attended", "teaching", None)]


# a row a visit


VISITS = "Ref,Visit date,Time,Minutes,Kind,Outcome,Comments"
TOLD = (
    "T1,02/11/2026,10:00,50,Review,Attended,went well",
    "T1,16/11/2026,,,,No show,",
    "T1,30/11/2026,14:30,,,Planned,",
)


def test_a_row_a_visit_makes_each_once(workspace: Workspace, bring: Bring) -> None:
    bring(HEADINGS, SAM)
    assert kinds(bring(VISITS, *TOLD)) == ["updated"] * 3
    expected = [
        ("2026-11-02 10:00", "attended", "review", 50),
        ("2026-11-16", "not_attended", "teaching", None),
        ("2026-11-30 14:30", "booked", "teaching", None),
    ]
    assert visits(workspace) == expected
    again = bring(VISITS, *reversed(TOLD))
    assert (kinds(again), changes(again)) == (["unchanged"] * 3, {})
    assert visits(workspace) == expected


def test_a_row_completes_a_booking_and_never_changes_an_outcome(
    workspace: Workspace, bring: Bring
) -> None:
    bring(HEADINGS, SAM)
    workspace.today = date(2026, 11, 1)
    bring(VISITS, "T1,02/11/2026,10:00,,,Planned,")
    workspace.today = TODAY
    bring(VISITS, "T1,02/11/2026,,45,Review,Held,")
    assert visits(workspace) == [("2026-11-02 10:00", "attended", "review", 45)]
    told = bring(VISITS, "T1,02/11/2026,,60,,Cancelled,")
    assert changes(told) == {"visit 2026-11-02 status": ("attended", "cancelled", True)}
    assert visits(workspace) == [("2026-11-02 10:00", "attended", "review", 45)]


def test_two_visits_of_one_day_are_told_apart_by_their_times(
    workspace: Workspace, bring: Bring
) -> None:
    bring(HEADINGS, SAM)
    rows = ("T1,02/11/2026,10:00,,,Held,", "T1,02/11/2026,14:00,,,Held,")
    bring(VISITS, *rows)
    assert [moment for moment, *_ in visits(workspace)] == ["2026-11-02 10:00", "2026-11-02 14:00"]
    assert kinds(bring(VISITS, *reversed(rows))) == ["unchanged"] * 2


def test_of_two_visits_without_a_time_a_row_finds_what_it_was_taken_for(
    workspace: Workspace, bring: Bring
) -> None:
    bring(HEADINGS, SAM)
    bring(VISITS, "T1,02/11/2026,,,,Held,", "T1,02/11/2026,,,Review,Held,")
    row = "T1,02/11/2026,,45,,Held,"
    assert kinds(bring(VISITS, row)) == ["updated"]
    assert kinds(bring(VISITS, row)) == ["unchanged"]


def test_visits_without_a_column_of_outcomes_were_held(workspace: Workspace, bring: Bring) -> None:
    bring(HEADINGS, SAM)
    bring("Ref,Visit date", "T1,02/11/2026 09:30", "T1,23/11/2026")
    assert [(moment, status) for moment, status, *_ in visits(workspace)] == [
        ("2026-11-02 09:30", "attended"),
        ("2026-11-23", "booked"),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("T9,02/11/2026,,,,,", "no learner answers to it"),
        ("T1,,10:00,,,,", "it has no day of a visit"),
        ("T1,24/11/2026,,,,Attended,", "after today"),
        ("T1,29/03/2026,01:30,,,Held,", "does not exist in London"),
        ("T1,02/11/2026,10:00,3,,Held,", "a visit lasts from 5 minutes"),
    ],
)
def test_a_row_that_is_no_visit_is_skipped_with_the_reason(
    workspace: Workspace, bring: Bring, row: str, reason: str
) -> None:
    bring(HEADINGS, SAM)
    told = bring(VISITS, row)
    assert kinds(told) == ["skipped"]
    assert reason in told.items[0].reason
    assert visits(workspace) == []


def test_the_same_row_twice_is_one_visit(workspace: Workspace, bring: Bring) -> None:
    bring(HEADINGS, SAM)
    told = bring(VISITS, TOLD[0], TOLD[0])
    assert told.items[1].reason == "row 3: the same as row 2"
    assert len(visits(workspace)) == 1


# the rest


def test_a_workbook_is_imported_as_a_table_of_text_is(workspace: Workspace, bring: Bring) -> None:
    sheet: list[list[object]] = [
        ["Learner ref", "Last name", "Programme", "Start date", "Planned end", "ULN"],
        [12, "Smith", 694, date(2026, 9, 1), 46752, 1000000019.0],
    ]
    assert kinds(bring(workbook({"Learners": sheet}))) == ["new"]
    found = learner(workspace, "12")
    assert (found.standard, found.uln) == ("ST1379", "1000000019")
    assert (found.original_start, found.planned_end) == (date(2026, 9, 1), date(2027, 12, 31))


def test_progress_is_told_to_the_last_row(bring: Bring) -> None:
    told: list[tuple[int, int]] = []
    bring(
        HEADINGS,
        *(SAM.replace("T1,", f"T{n},") for n in range(450)),
        progress=lambda done, of: told.append((done, of)),
    )
    assert told == [(200, 450), (400, 450), (450, 450)]


def test_an_import_is_undone_in_one_step(workspace: Workspace, bring: Bring) -> None:
    caseload = next(workspace.caseloads())
    before = caseload.generation()
    bring(f"{HEADINGS},Last visit,Progress", f"{SAM},02/11/2026,45%", f"{BO},02/11/2026,50%")
    assert caseload.generation() == before + 1
    assert len(caseload.learners) == 2


def test_a_person_s_record_is_not_touched_by_what_the_table_lacks(
    workspace: Workspace, bring: Bring
) -> None:
    bring(HEADINGS, SAM)
    found = learners.edit(
        workspace, next(workspace.caseloads()), learner(workspace), {"employer": "Hill"}
    )
    bring(f"{HEADINGS},Employer,Status,K1,Last visit", f"{SAM},,,,")
    assert learner(workspace) == found
