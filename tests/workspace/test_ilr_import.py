"""What becomes of a workspace as returns come: several years, in any order, and what they ask."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.exchange.ilr_samples import (
    FILES,
    FOLDER,
    component,
    delivery,
    learner,
    message,
    placement,
    skill,
)
from tutor_tui.errors import BadFile, NotFound
from tutor_tui.model.learner import Break, Learner, SkillRecord
from tutor_tui.workspace import ilr_import, learners, progress
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.import_maps import AimMeaning, ImportMaps
from tutor_tui.workspace.imports import ImportPlan, Question, carry_out
from tutor_tui.workspace.workspace import Workspace

YEARS = tuple(FOLDER / name for name in FILES)
ENGLISH, MATHS = "60350001", "60350002"
MAPS = ImportMaps(
    aims={
        ENGLISH: AimMeaning(subject="english", level="2"),
        MATHS: AimMeaning(subject="maths", level="2"),
    }
)
Importer = Callable[..., ImportPlan]


@pytest.fixture
def bring(workspace: Workspace, caseload: Caseload, tmp_path: Path) -> Importer:
    """Imports files as they are, or a return of 2025-26 of the learners given."""

    def import_(*given: Path | str, year: str = "2025-26", **how: Any) -> ImportPlan:
        files = [one for one in given if isinstance(one, Path)]
        if not files:
            files = [tmp_path / "return.xml"]
            files[0].write_bytes(message(year, *map(str, given)))
        how = {"maps": MAPS, "tutor": caseload.tutor, **how}
        return carry_out(
            workspace, lambda: ilr_import.plan(workspace, files, **how), reason="import"
        )

    return import_


def known(caseload: Caseload) -> dict[str, Learner]:
    return {one.ref: one for one in caseload.learners.values() if one.imported}


def the_one(caseload: Caseload) -> Learner:
    [one] = known(caseload).values()
    return one


def rhys(*aims: str, **programme: Any) -> str:
    programme = {"LearnStartDate": "2025-10-06", **programme}
    return learner("R1", "Rhys", "Okafor", delivery(**programme), *aims)


# several years' files


def facts(caseload: Caseload) -> dict[str, Any]:
    """What the returns tell of everybody; the postcode is that of the first import."""
    names = ("given_name", "original_start", "planned_end", "statuses", "breaks", "otj_planned")
    more = ("otj_actual", "prior_hours", "skills", "imported", "standard", "standard_version")
    return {
        ref: {name: getattr(one, name) for name in (*names, *more)}
        for ref, one in known(caseload).items()
    }


@pytest.mark.parametrize(
    "batches",
    [
        [(0,), (1,), (2,)],
        [(2,), (1,), (0,)],
        [(1,), (2,), (0,)],
        [(2, 0, 1)],
        [(2,), (1, 0)],
        [(0,), (2,), (0,), (1,)],
    ],
)
def test_years_come_to_the_same_in_any_order(
    batches: list[tuple[int, ...]], bring: Importer, workspace: Workspace, caseload: Caseload
) -> None:
    for batch in batches:
        bring(*(YEARS[number] for number in batch))
    found = facts(caseload)
    assert len(found) == 11
    nia, zoe = found["A02"], found["A01"]
    assert nia["breaks"] == (Break(start=date(2025, 3, 14), end=date(2025, 9, 1)),)
    assert (nia["original_start"], nia["planned_end"]) == (date(2024, 10, 7), date(2026, 6, 30))
    assert (zoe["otj_actual"], zoe["prior_hours"]) == (210, 24)
    assert zoe["skills"] == {
        "english": SkillRecord(state="achieved", on=date(2026, 2, 27), level="2")
    }
    assert found["A05"]["statuses"][-1].status == "withdrawn"
    kept = {one.id: one for one in caseload.learners.values()}
    bring(*YEARS)
    assert {one.id: one for one in caseload.learners.values()} == kept


def test_an_older_file_undoes_nothing_and_says_so(bring: Importer, caseload: Caseload) -> None:
    bring(YEARS[1])
    made = bring(YEARS[0])
    assert {item.kind for item in made.items} == {"unchanged"}
    assert any("2025-26" in warning and "3 learners" in warning for warning in made.warnings)
    assert known(caseload)["A05"].statuses[-1].status == "withdrawn"
    assert made.unseen == []


def test_an_older_file_of_the_same_year_undoes_nothing(
    bring: Importer, caseload: Caseload, tmp_path: Path
) -> None:
    early = tmp_path / "early.xml"
    early.write_bytes(
        message("2025-26", rhys(OTJActHours=10)).replace(b"2025-11-20<", b"2025-10-20<")
    )
    bring(rhys(OTJActHours=40))
    bring(early)
    assert the_one(caseload).otj_actual == 40


def test_a_break_no_file_tells_is_asked_for_until_somebody_enters_it(
    bring: Importer, workspace: Workspace, caseload: Caseload
) -> None:
    back = rhys(LearnStartDate="2025-10-06", OrigLearnStartDate="2024-10-07")
    assert any("(R1)" in warning and "break" in warning for warning in bring(back).warnings)
    one = the_one(caseload)
    learners.set_break(workspace, caseload, one, date(2025, 3, 14), date(2025, 10, 6))
    assert not any("break" in warning for warning in bring(back).warnings)


def test_breaks_a_person_entered_hold_against_every_year(
    bring: Importer, workspace: Workspace, caseload: Caseload
) -> None:
    bring(YEARS[0])
    one = known(caseload)["A02"]
    mine = Break(start=date(2025, 3, 14), end=date(2025, 8, 1))
    learners.set_break(workspace, caseload, one, mine.start, mine.end)
    made = bring(YEARS[1])
    assert known(caseload)["A02"].breaks == (mine,)
    [item] = [item for item in made.items if item.ref == "A02"]
    assert [change.held for change in item.changes if change.field == "breaks"] == [True]


def test_who_is_gone_is_told_and_who_has_finished_is_not_missed_next_year(
    bring: Importer, caseload: Caseload
) -> None:
    gone = learner("R2", "Ann", "Lee", delivery(LearnStartDate="2025-10-06"))
    done = delivery(
        LearnStartDate="2024-02-05", CompStatus=2, LearnActEndDate="2025-11-03", Outcome=1
    )
    finished = learner("R3", "Bo", "Ray", done)
    bring(rhys(), gone, finished)
    assert [one.ref for one in bring(rhys()).unseen] == ["R2", "R3"]
    assert [one.ref for one in bring(rhys(), year="2026-27").unseen] == ["R2"]
    assert [one.ref for one in bring(rhys(), gone, year="2024-25").unseen] == []
    assert set(known(caseload)) == {"R1", "R2", "R3"}


def test_those_left_out_in_several_files_are_counted_once(bring: Importer, tmp_path: Path) -> None:
    other = learner("C1", "Cy", "Hall", delivery(LearnStartDate="2025-09-08", ProgType=32))
    before = learner("R1", "Rhys", "Okafor", delivery(LearnStartDate="2024-09-08", ProgType=32))
    files = [tmp_path / "old.xml", tmp_path / "new.xml"]
    files[0].write_bytes(message("2024-25", other, before))
    files[1].write_bytes(message("2025-26", other, rhys()))
    made = bring(*files)
    assert made.left_out == {"other programme type 32": 1}
    assert [item.ref for item in made.of("new")] == ["R1"]


def test_progress_is_told_over_all_the_files(bring: Importer) -> None:
    seen: list[tuple[int, int]] = []
    bring(*YEARS, progress=lambda read, whole: seen.append((read, whole)))
    whole = sum(file.stat().st_size for file in YEARS)
    assert seen == sorted(seen)
    assert len(seen) >= len(YEARS)
    assert seen[-1] == (whole, whole)


def test_one_file_that_cannot_be_read_refuses_them_all(
    bring: Importer, caseload: Caseload, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.xml"
    cut.write_bytes(YEARS[1].read_bytes()[:9000])
    for bad in (cut, tmp_path, tmp_path / "missing.xml"):
        with pytest.raises(BadFile, match=bad.name):
            bring(YEARS[0], bad)
    assert known(caseload) == {}


@pytest.mark.parametrize(
    "strange",
    [
        {"returns": "none", "skills": [1], "placements": 7},
        {"returns": [{"year": "2025-26", "prepared": "2025-11-20", "spells": []}]},
        {"returns": [{"year": "2025-26", "prepared": "soon", "spells": [{"start": 1}]}]},
    ],
)
def test_what_another_program_left_as_kept_of_a_return_is_as_nothing(
    strange: dict[str, Any], bring: Importer, workspace: Workspace, caseload: Caseload
) -> None:
    bring(aims())
    whole = the_one(caseload)
    changed = replace(whole, imported={**whole.imported, **strange})
    caseload.save(changed, actor="khan", reason="a strange import")
    bring(aims())
    after = the_one(caseload)
    assert (after.imported["returns"], after.skills) == (whole.imported["returns"], whole.skills)


# English and maths


def aims(ref: str = ENGLISH, **given: Any) -> str:
    return rhys(skill(ref, 2, "2025-10-06", **given))


ACHIEVED: dict[str, Any] = {"CompStatus": 2, "LearnActEndDate": "2026-02-27", "Outcome": 1}
FAILED: dict[str, Any] = {"CompStatus": 2, "LearnActEndDate": "2026-02-27", "Outcome": 3}
AWAITED: dict[str, Any] = {"CompStatus": 2, "LearnActEndDate": "2026-02-27", "Outcome": 8}
WITHDRAWN: dict[str, Any] = {"CompStatus": 3, "LearnActEndDate": "2026-02-27", "Outcome": 3}
PAUSED: dict[str, Any] = {"CompStatus": 6, "LearnActEndDate": "2026-02-27"}
UNDER_WAY = SkillRecord(state="working_towards", on=date(2025, 10, 6))
PASSED = SkillRecord(state="achieved", on=date(2026, 2, 27), level="2")


@pytest.mark.parametrize(
    ("given", "record"),
    [
        ({}, UNDER_WAY),
        (ACHIEVED, PASSED),
        (FAILED, SkillRecord(state="failed", on=date(2026, 2, 27))),
        (AWAITED, UNDER_WAY),
        (PAUSED, UNDER_WAY),
        (WITHDRAWN, None),
    ],
)
def test_the_state_of_an_aim_fills_what_nobody_recorded(
    given: dict[str, Any], record: SkillRecord | None, bring: Importer, caseload: Caseload
) -> None:
    made = bring(aims(**given))
    assert the_one(caseload).skills.get("english") == record
    told = any("english aim was withdrawn" in warning for warning in made.warnings)
    assert told is (record is None)


def test_what_the_return_filled_it_moves_on_and_takes_back(
    bring: Importer, caseload: Caseload
) -> None:
    bring(aims())
    made = bring(aims(**ACHIEVED))
    [change] = made.of("updated")[0].changes
    assert (change.field, change.before, change.after) == (
        "english",
        "working towards, 2025-10-06",
        "achieved, 2026-02-27, 2",
    )
    assert the_one(caseload).skills == {"english": PASSED}
    bring(rhys())
    assert the_one(caseload).skills == {}


def test_what_a_person_recorded_holds_and_the_contradiction_is_shown(
    bring: Importer, workspace: Workspace, caseload: Caseload
) -> None:
    bring(rhys())
    progress.set_skill(
        workspace, caseload, the_one(caseload), "english", "exempt", evidence="GCSE 5"
    )
    made = bring(aims(**ACHIEVED))
    assert the_one(caseload).skills["english"].state == "exempt"
    [change] = made.of("unchanged")[0].changes
    assert (change.field, change.held) == ("english", True)


def test_a_tutor_ahead_of_the_return_is_not_contradicted_by_it(
    bring: Importer, workspace: Workspace, caseload: Caseload
) -> None:
    bring(aims())
    booked = date(2026, 12, 3)
    progress.set_skill(workspace, caseload, the_one(caseload), "english", "booked", on=booked)
    made = bring(aims())
    assert made.of("unchanged")[0].changes == ()
    assert the_one(caseload).skills["english"].state == "booked"


def test_a_record_the_return_agrees_with_is_the_returns_again(
    bring: Importer, workspace: Workspace, caseload: Caseload
) -> None:
    bring(rhys())
    one = the_one(caseload)
    progress.set_skill(workspace, caseload, one, "english", "achieved", on=date(2026, 2, 27))
    bring(aims(**ACHIEVED))
    assert bring(aims(**FAILED)).of("updated")
    assert the_one(caseload).skills["english"].state == "failed"


def test_the_highest_level_speaks_and_there_the_pass(bring: Importer, caseload: Caseload) -> None:
    maps = ImportMaps(aims={**MAPS.aims, "60350009": AimMeaning(subject="english", level="1")})
    level_1 = skill("60350009", 3, "2025-10-06", **ACHIEVED)
    bring(rhys(level_1, skill(ENGLISH, 2, "2026-03-02")), maps=maps)
    assert the_one(caseload).skills["english"].state == "working_towards"
    resat = skill(ENGLISH, 4, "2026-03-02", **{**ACHIEVED, "LearnActEndDate": "2026-05-01"})
    bring(rhys(level_1, skill(ENGLISH, 2, "2025-10-06", **FAILED), resat), maps=maps)
    assert the_one(caseload).skills["english"] == SkillRecord(
        state="achieved", on=date(2026, 5, 1), level="2"
    )


def test_an_aim_nobody_explained_is_asked_for_and_one_that_is_neither_is_not(
    bring: Importer, caseload: Caseload
) -> None:
    both = rhys(skill(ENGLISH, 2, "2025-10-06"), skill(MATHS, 3, "2025-10-06"))
    made = bring(both, maps=ImportMaps(aims={MATHS: None}))
    assert made.questions == [Question(kind="aim", code=ENGLISH, learners=1)]
    assert the_one(caseload).skills == {}
    assert bring(both).questions == []
    assert set(the_one(caseload).skills) == {"english", "maths"}


# T Levels, hours


def maja(*placements: tuple[str, str, int]) -> str:
    kind: dict[str, Any] = {"FundModel": 25, "ProgType": 31, "StdCode": None}
    return learner(
        "T1",
        "Maja",
        "Ström",
        delivery(LearnStartDate="2025-09-08", PHours=1300, **kind),
        component("60358294", 2, "2025-09-08", **{**kind, "AimType": 5}),
        component("ZTLOS006", 3, "2025-09-08", **kind),
        placement(4, "2025-11-03", *placements),
    )


@pytest.mark.parametrize("aim", ["ZTLOS006", "60358294"])
def test_a_t_level_is_known_once_one_of_its_aims_is(
    aim: str, bring: Importer, caseload: Caseload
) -> None:
    made = bring(maja())
    assert the_one(caseload).standard == "TLEVEL-UNKNOWN"
    assert made.questions == [Question(kind="t_level", code="ZTLOS006", learners=1)]
    made = bring(maja(), maps=ImportMaps(t_levels={aim: "TLEVEL-SMS"}))
    assert the_one(caseload).standard == "TLEVEL-SMS"
    assert made.questions == []
    assert "standard" in {change.field for change in made.of("updated")[0].changes}


def test_an_older_file_may_tell_which_t_level_it_is(bring: Importer, caseload: Caseload) -> None:
    bring(YEARS[2])
    assert known(caseload)["T01"].standard == "TLEVEL-UNKNOWN"
    bring(YEARS[1], maps=ImportMaps(t_levels={"ZTLOS006": "TLEVEL-SMS"}))
    assert known(caseload)["T01"].standard == "TLEVEL-SMS"


def test_an_answer_that_names_no_programme_any_more_is_asked_again(
    bring: Importer, caseload: Caseload
) -> None:
    made = bring(maja(), maps=ImportMaps(t_levels={"ZTLOS006": "TLEVEL-GONE"}))
    assert the_one(caseload).standard == "TLEVEL-UNKNOWN"
    assert [question.kind for question in made.questions] == ["t_level"]


def test_a_placement_planned_is_shown_and_none_of_it_counts_as_served(
    bring: Importer, caseload: Caseload
) -> None:
    bring(maja())
    made = bring(maja(("2025-11-03", "2026-02-13", 150)))
    [change] = made.of("updated")[0].changes
    assert change.field == "placements planned"
    assert change.after == [{"start": "2025-11-03", "end": "2026-02-13", "hours": 150}]
    assert the_one(caseload).placement.minutes == 0


def test_prior_learning_is_the_returns_until_edited(
    bring: Importer, workspace: Workspace, caseload: Caseload
) -> None:
    def returned(hours: dict[int, int]) -> str:
        aim = delivery(hours=hours, LearnStartDate="2025-10-06")
        return learner("R1", "Rhys", "Okafor", aim)

    bring(returned({1: 350, 4: 24}))
    assert the_one(caseload).prior_hours == 24
    bring(returned({1: 350}))
    assert the_one(caseload).prior_hours == 24
    learners.edit(workspace, caseload, the_one(caseload), {"prior_hours": 30})
    made = bring(returned({1: 350, 4: 40}))
    assert the_one(caseload).prior_hours == 30
    assert [change.held for change in made.of("unchanged")[0].changes] == [True]
    learners.edit(workspace, caseload, the_one(caseload), {}, ["prior_hours"])
    assert the_one(caseload).prior_hours == 40


def test_a_standard_taken_out_of_the_catalogue_refuses_no_import(
    bring: Importer, workspace: Workspace, caseload: Caseload, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(aims())

    def gone(*_: Any) -> Any:
        raise NotFound("There is no standard 'ST1379'.")

    for lookup in ("get", "for_start"):
        monkeypatch.setattr(workspace.catalogue, lookup, gone)
    moved = rhys(skill(ENGLISH, 2, "2025-10-06"), LearnStartDate="2025-10-13", OTJActHours=40)
    assert bring(moved).of("updated")
    assert the_one(caseload).otj_actual == 40
