"""The progress update as a report: the words in which learner and employer read it."""

from collections.abc import Iterable, Iterator
from datetime import date

from tutor_tui.exchange.reports import (
    Block,
    Cell,
    Items,
    Paragraph,
    Report,
    Section,
    Strong,
    Table,
)
from tutor_tui.rules.reviews import SIGNERS
from tutor_tui.rules.triage import subject_name
from tutor_tui.rules.words import count
from tutor_tui.workspace.progress_parts import AgreedAction, Ksb, Skill
from tutor_tui.workspace.progress_update import ProgressUpdate
from tutor_tui.workspace.record_lines import length, written_day
from tutor_tui.workspace.visit_lists import status_words

KSB_STATES = {"none": "no evidence yet", "submitted": "submitted", "met": "met"}


def progress_report(update: ProgressUpdate) -> Report:
    """The progress update of one learner."""
    found = (
        Section("Where things stand", tuple(_standing(update))),
        Section("Done in this period", tuple(_done(update))),
        Section("Knowledge, skills and behaviours", tuple(_ksbs(update))),
        Section("Functional skills", tuple(_skills(update))),
        Section("Off-the-job training", tuple(_hours(update))),
        Section("Progress reviews", tuple(_reviews(update))),
        Section("Agreed actions", tuple(_actions(update))),
        Section("Gateway", tuple(_gateway(update))),
        Section("End-point assessment", tuple(_assessment(update))),
        Section("Notes", tuple(_notes(update))),
    )
    return Report(
        title=f"Progress update: {update.name}",
        facts=tuple(_facts(update)),
        sections=tuple(section for section in found if section.blocks),
        signatures=(
            ("Learner", update.name),
            ("Employer", update.employer),
            ("Tutor", update.tutor),
        ),
    )


def _facts(update: ProgressUpdate) -> Iterator[tuple[str, str]]:
    period = update.period
    yield "Learner", update.name
    yield "Programme", update.programme
    yield "Employer", update.employer or "not recorded"
    yield "Tutor", update.tutor
    yield "Status", _status(update)
    yield "Started", written_day(update.original_start)
    expected = f", expected {written_day(update.expected_end)}" if update.expected_end else ""
    yield "Planned end", f"{written_day(update.planned_end)}{expected}"
    yield "Period", f"{written_day(period.start)} to {written_day(period.end)}, {period.why}"


def _status(update: ProgressUpdate) -> str:
    text = update.status.replace("_", " ")
    if update.status != "on_break":
        return text
    return f"{text}, back {written_day(update.back_on)}" if update.back_on else f"{text}, open"


def _standing(update: ProgressUpdate) -> Iterator[Block]:
    rows = [
        ("KSBs", update.ksb.text),
        ("Functional skills", _skills_in_short(update.skills)),
        ("Off-the-job training", update.hours.text),
        ("Industry placement", update.placement),
        ("Next visit", _next_visit(update)),
        ("Next review", _by(update.review_due, update)),
        ("Gateway", _forecast(update)),
        ("Overall grade", update.overall or ""),
    ]
    yield Table("Progress on the day of this update", ("What", "Where it stands"), _told(rows))


def _skills_in_short(skills: Iterable[Skill]) -> str:
    return "; ".join(f"{_subject(one)}: {one.text}" for one in skills)


def _subject(skill: Skill) -> str:
    name = subject_name(skill.subject)
    return name[:1].upper() + name[1:]


def _next_visit(update: ProgressUpdate) -> str:
    coming = update.next_visit
    if coming:
        return f"{coming.when}, {coming.kind}, {coming.mode}"
    return ", ".join(filter(None, ("nothing booked", _by(update.visit_due, update))))


def _by(due: date | None, update: ProgressUpdate) -> str:
    if due is None:
        return ""
    verb = "was due by" if due < update.period.end else "due by"
    return f"{verb} {written_day(due)}"


def _forecast(update: ProgressUpdate) -> str:
    gateway = update.gateway
    if gateway.reached:
        return f"reached {written_day(gateway.forecast)}" if gateway.forecast else "reached"
    if not gateway.items:
        return ""
    if not gateway.forecast:
        return "no forecast yet" if update.status in ("on_programme", "on_break") else ""
    waits = f", waiting for: {gateway.waits_for}" if gateway.waits_for else ""
    return f"forecast for {written_day(gateway.forecast)}{waits}"


def _done(update: ProgressUpdate) -> Iterator[Block]:
    held = [one for one in update.visits if one.status == "attended"]
    minutes = sum(one.minutes or 0 for one in held)
    if held:
        yield Table(
            f"Visits held: {len(held)}, {length(minutes)} in all",
            ("Day", "Kind", "How", "Length", "Off-the-job"),
            tuple(
                (
                    written_day(one.on),
                    one.kind,
                    one.mode,
                    "not recorded" if one.minutes is None else length(one.minutes),
                    length(one.otj_minutes) if one.otj_minutes else "none",
                )
                for one in held
            ),
        )
    else:
        yield Paragraph("No visit was held.")
    if missed := [one for one in update.visits if one.status != "attended"]:
        yield Paragraph(f"{count(len(missed), 'visit')} not held:")
        yield Items(tuple(f"{written_day(one.on)}, {status_words(one.status)}" for one in missed))
    if met := [one for one in update.ksb.each if one.state == "met" and _within(update, one.on)]:
        yield _ksb_table(f"KSBs met in this period: {len(met)}", "Met", met)
    if update.evidence:
        yield Table(
            "Evidence",
            ("Day", "Title", "For", "Decision"),
            tuple(
                (
                    written_day(one.on),
                    one.title,
                    " ".join(one.ksbs) or "no KSB",
                    f"{one.decision} {written_day(one.decided)}".strip(),
                )
                for one in update.evidence
            ),
        )
    if update.actions_done:
        yield Table(
            "Actions done",
            ("Done", "Action", "By"),
            tuple((written_day(one.done), one.text, one.owner) for one in update.actions_done),
        )


def _within(update: ProgressUpdate, on: date | None) -> bool:
    return on is not None and update.period.start <= on <= update.period.end


def _ksbs(update: ProgressUpdate) -> Iterator[Block]:
    if not update.ksb.total:
        yield Paragraph("The KSBs of this programme are not known.")
    if outstanding := [one for one in update.ksb.each if one.state != "met"]:
        yield Table(
            f"Outstanding: {len(outstanding)} of {update.ksb.total}",
            ("Code", "Statement", "State"),
            tuple((one.code, one.text, KSB_STATES[one.state]) for one in outstanding),
        )
    if met := [one for one in update.ksb.each if one.state == "met"]:
        yield _ksb_table(f"Met: {len(met)} of {update.ksb.total}", "Since", met)


def _ksb_table(caption: str, heading: str, found: Iterable[Ksb]) -> Table:
    return Table(
        caption,
        ("Code", "Statement", heading),
        tuple((one.code, one.text, written_day(one.on) or "day not recorded") for one in found),
    )


def _skills(update: ProgressUpdate) -> Iterator[Block]:
    if update.skills:
        yield Table(
            "What is outstanding before the gateway",
            ("Subject", "State", "Since", "Outstanding"),
            tuple(
                (
                    _subject(one),
                    one.text,
                    written_day(one.on),
                    Strong("yes") if one.outstanding else "no",
                )
                for one in update.skills
            ),
        )


def _hours(update: ProgressUpdate) -> Iterator[Block]:
    hours = update.hours
    rows = [
        (label, count(number, "hour"))
        for label, number in (
            ("Planned in all", hours.planned),
            ("Least required", hours.minimum),
            ("Done so far", hours.actual),
            ("Expected by now", hours.expected),
            ("Expected by the monthly plan", hours.by_plan),
            ("Behind", hours.behind or None),
        )
        if number is not None
    ]
    if hours.period_minutes:
        rows.append(("Recorded in this period", length(hours.period_minutes)))
    if rows:
        yield Table("Hours of off-the-job training", ("What", "Hours"), tuple(rows))


def _reviews(update: ProgressUpdate) -> Iterator[Block]:
    if update.reviews:
        yield Table(
            "Reviews of this period, and those not yet signed by all",
            ("Held", *(f"Signed by {who}" for who in SIGNERS)),
            tuple(
                (
                    written_day(one.on),
                    *(
                        written_day(one.signed[who]) if who in one.signed else Strong("not signed")
                        for who in SIGNERS
                    ),
                )
                for one in update.reviews
            ),
        )


def _actions(update: ProgressUpdate) -> Iterator[Block]:
    if not update.actions:
        yield Paragraph("No action is open.")
        return
    today = update.period.end
    yield Table(
        f"Open: {len(update.actions)}",
        ("Action", "Who", "Due"),
        tuple((one.text, one.owner, _due(one, today)) for one in update.actions),
    )


def _due(action: AgreedAction, today: date) -> Cell:
    if action.due is None:
        return "no day set"
    text = written_day(action.due)
    return Strong(f"{text}, overdue") if action.due < today else text


def _gateway(update: ProgressUpdate) -> Iterator[Block]:
    if update.gateway.reached or update.status == "withdrawn":
        return
    open_ = [one for one in update.gateway.items if one.state == "open"]
    if open_:
        yield Table(
            f"Open before gateway: {len(open_)} of {count(len(update.gateway.items), 'item')}",
            ("Item", "Where it stands", "Owed by"),
            tuple((one.label, one.text, one.owes) for one in open_),
        )
    elif update.gateway.items:
        yield Paragraph("Nothing is open before gateway.")


def _assessment(update: ProgressUpdate) -> Iterator[Block]:
    if update.methods:
        yield Table(
            "Assessment methods",
            ("Method", "Where it stands"),
            tuple((one.name, one.text) for one in update.methods),
        )


def _notes(update: ProgressUpdate) -> Iterator[Block]:
    for note in update.notes:
        yield Paragraph(f"{written_day(note.on)}\n{note.text}")


def _told(rows: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(row for row in rows if row[1])
