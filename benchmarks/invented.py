"""Invented caseloads of any size, the same at every run: learners with a year's visits."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from msgspec.structs import replace

from store.ids import IdMaker
from tutor_tui.london import from_london
from tutor_tui.model.learner import KsbRecord, Learner, SkillRecord
from tutor_tui.model.visit import Visit
from tutor_tui.rules.triage import rank
from tutor_tui.standards.catalogue import Catalogue
from tutor_tui.workspace import tutors
from tutor_tui.workspace.workspace import Workspace

TODAY = date(2026, 11, 30)
VISITS_A_YEAR = 12
GIVEN = ("Aled", "Beth", "Cerys", "Dafydd", "Ewa", "Farah", "Gwen", "Hari", "Imogen", "Jakub")
FAMILY = ("Pennant", "Okafor", "Ruddle", "Sharma", "Tregenza", "Umeh", "Vaughan", "Whitlock")
EMPLOYERS = ("Owlbeck Primary", "Tumbledown Academy", "Fiddler's Reach School", "St Eldred's")
_STAMP = datetime.combine(TODAY, time(8), tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Invented:
    """A workspace on the disk; the tutor and the learner that a first screen shows."""

    root: Path
    tutor: str
    first: str

    @property
    def options(self) -> tuple[str, ...]:
        """The options that lead a command to it."""
        day = TODAY.isoformat()
        return ("--workspace", str(self.root), "--today", day, "--tutor", self.tutor)

    def open(self) -> Workspace:
        """The workspace as the program opens it."""
        return Workspace(self.root, today=TODAY, now=lambda: _STAMP, actor="benchmark")


def workspace(root: Path, learners: int, caseloads: int = 1) -> Invented:
    """Write a workspace with so many learners, evenly in so many caseloads."""
    Workspace.create(root)
    made = Workspace(root, today=TODAY, now=lambda: _STAMP, actor="benchmark")
    owners = [tutors.add(made, name=f"Tutor {number}")[0] for number in range(1, caseloads + 1)]
    for number, owner in enumerate(owners):
        people, visits = documents(owner.id, learners // caseloads, seed=number)
        caseload = made.caseload(owner.id)
        caseload.save_all([*people, *visits], actor="benchmark", reason="invent a caseload")
    shown = made.caseload(owners[0].id)
    ranked = rank(shown.verdicts(TODAY))
    made.close()
    return Invented(root, owners[0].id, ranked[0].learner.name if ranked else "")


def documents(tutor: str, count: int, *, seed: int) -> tuple[list[Learner], list[Visit]]:
    """So many learners of one tutor, and of each a year's visits and the next one."""
    rng = Random(seed)
    make_id = IdMaker(rng.randbytes)
    # a second of its own for each seed: the ids of two caseloads are never the same
    instant = int((_STAMP.timestamp() + seed) * 1000)
    codes = [ksb.code for ksb in Catalogue().get("ST1379").ksbs]
    people = [
        _learner(make_id(instant), f"B{seed:03}{place:05}", tutor, codes, rng)
        for place in range(count)
    ]
    visits = [
        replace(visit, id=make_id(instant)) for learner in people for visit in _visits(learner, rng)
    ]
    return people, visits


def _learner(id: str, ref: str, tutor: str, codes: list[str], rng: Random) -> Learner:
    start = TODAY - timedelta(days=rng.randrange(370, 420))
    given, family = rng.choice(GIVEN), rng.choice(FAMILY)
    met = rng.sample(codes, len(codes) // 2)
    return Learner(
        id=id,
        tutor=tutor,
        ref=ref,
        given_name=given,
        family_name=family,
        born=start - timedelta(days=rng.randrange(17 * 365, 50 * 365)),
        email=f"{given.lower()}.{family.lower()}@example.org",
        employer=rng.choice(EMPLOYERS),
        mode=rng.choice(("online", "workplace")),
        link=f"https://meet.example/{ref.lower()}",
        standard="ST1379",
        standard_version="1.2",
        original_start=start,
        planned_end=start + timedelta(days=540),
        skills={
            "english": SkillRecord(state="achieved", on=start, level="2"),
            "maths": SkillRecord(state="working_towards", on=start),
        },
        ksbs={code: KsbRecord(state="met", on=start + timedelta(days=200)) for code in met},
        otj_planned=420,
        otj_actual=rng.randrange(200, 300),
    )


def _visits(learner: Learner, rng: Random) -> list[Visit]:
    """A year's visits back from the last, some weeks ago; for one learner in two a booking."""
    last = TODAY - timedelta(days=rng.randrange(3, 45))
    days = [last - timedelta(days=30 * number) for number in range(VISITS_A_YEAR)]
    visits = [_visit(learner, day, rng, attended=True) for day in reversed(days)]
    if rng.random() < 0.5:
        ahead = TODAY + timedelta(days=rng.randrange(1, 30))
        visits.append(_visit(learner, ahead, rng, attended=False))
    return visits


def _visit(learner: Learner, day: date, rng: Random, *, attended: bool) -> Visit:
    start = from_london(datetime.combine(day, time(rng.randrange(9, 16), rng.choice((0, 30)))))
    booked = datetime.combine(day - timedelta(days=40), time(9), tzinfo=UTC)
    return Visit(
        id="",
        learner=learner.id,
        tutor=learner.tutor,
        date=day,
        start=start,
        end=start + timedelta(minutes=60),
        mode=learner.mode,
        status="attended" if attended else "booked",
        created=booked,
        changed=booked,
        location=learner.employer if learner.mode == "workplace" else "",
        link=learner.link if learner.mode == "online" else "",
        minutes=60 if attended else None,
        otj_minutes=45 if attended else None,
        note="Read the feedback together and set two targets." if attended else "",
    )
