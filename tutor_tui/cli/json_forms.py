"""The JSON forms of the command line: stable, version 1."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from tutor_tui.london import in_london
from tutor_tui.model.common import Level
from tutor_tui.model.learner import Learner
from tutor_tui.model.tutor import Tutor
from tutor_tui.model.visit import Visit
from tutor_tui.rules.gateway import minimum_duration
from tutor_tui.rules.ksbs import duties
from tutor_tui.rules.status import status
from tutor_tui.rules.triage import Verdict
from tutor_tui.workspace.visits import visit_status


def triage_form(verdict: Verdict) -> dict[str, Any]:
    """One learner of the triage."""
    learner, cadence = verdict.learner, verdict.cadence
    return {
        "id": learner.id,
        "ref": learner.ref,
        "name": learner.name,
        "tutor": learner.tutor,
        "standard": learner.standard,
        "standard_version": learner.standard_version,
        "status": verdict.status,
        "state": cadence.state,
        "opens": _day(cadence.opens),
        "closes": _day(cadence.closes),
        "days_overdue": cadence.days_overdue,
        "last_visit": _day(cadence.last_visit),
        "next_visit": _day(cadence.next_visit.date) if cadence.next_visit else None,
        "booked_late": cadence.booked_late,
        "skills": [
            {
                "subject": skill.subject,
                "level": _level(skill.level),
                "state": skill.state,
                "outstanding": skill.outstanding,
            }
            for skill in verdict.skills
        ],
        "ksb": {
            "met": verdict.ksbs.met,
            "submitted": verdict.ksbs.submitted,
            "total": verdict.ksbs.total,
            "expected": verdict.ksbs.expected,
            "gaps": list(verdict.ksbs.gaps),
        },
        "hours": {
            "planned": verdict.hours.planned,
            "actual": verdict.hours.actual,
            "expected": verdict.hours.expected,
        },
        "review_due": _day(verdict.reviews.due),
        "gateway": {"forecast": _day(verdict.forecast.on), "open": list(verdict.gateway.open)},
        "urgency": verdict.urgency,
        "reasons": [
            {"code": reason.code, "text": reason.text, "weight": reason.weight}
            for reason in verdict.reasons
        ],
    }


def learner_form(learner: Learner, today: date) -> dict[str, Any]:
    """One learner of `learner list`."""
    return {
        "id": learner.id,
        "ref": learner.ref,
        "uln": learner.uln or None,
        "given_name": learner.given_name,
        "family_name": learner.family_name,
        "tutor": learner.tutor,
        "standard": learner.standard,
        "standard_version": learner.standard_version,
        "status": status(learner, today),
        "original_start": _day(learner.original_start),
        "planned_end": _day(learner.planned_end),
        "expected_end": _day(learner.expected_end),
        "breaks": [
            {"start": _day(pause.start), "end": _day(pause.end)} for pause in learner.breaks
        ],
        "otj_planned": learner.otj_planned,
        "otj_actual": learner.otj_actual,
    }


def whole_learner_form(verdict: Verdict, visits: Sequence[Visit], today: date) -> dict[str, Any]:
    """`learner show`: the whole record with every rule's verdict."""
    learner = verdict.learner
    return {
        **learner_form(learner, today),
        "rev": learner.rev,
        "ukprn": learner.ukprn or None,
        "born": _day(learner.born),
        "email": learner.email or None,
        "postcode": learner.postcode or None,
        "employer": learner.employer or None,
        "mode": learner.mode,
        "link": learner.link or None,
        "support": learner.support,
        "bsl": learner.bsl,
        "edited": list(learner.edited),
        "skills": {
            subject: {
                "state": record.state,
                "on": _day(record.on),
                "level": _level(record.level) if record.level else None,
                "evidence": record.evidence or None,
                "components": {part: _day(on) for part, on in sorted(record.components.items())},
            }
            for subject, record in sorted(learner.skills.items())
        },
        "ksbs": {
            code: {"state": record.state, "on": _day(record.on)}
            for code, record in sorted(learner.ksbs.items())
        },
        "gateway_declared": {
            code: {"state": declared.state, "on": _day(declared.on)}
            for code, declared in sorted(learner.gateway.items())
        },
        "visits": [visit_form(visit, today) for visit in visits],
        "gateway_items": gateway_form(verdict)["items"],
        "verdict": triage_form(verdict),
        "rules": {reason.code: reason.rule for reason in verdict.reasons},
        "verdict_rules": {
            "cadence": verdict.cadence.rule,
            "ksbs": verdict.ksbs.rule,
            "skills": {skill.subject: skill.rule for skill in verdict.skills},
        },
        "duties": [
            {"number": duty.number, "gaps": list(duty.gaps), "rule": duty.rule}
            for duty in duties(learner, verdict.standard)
        ],
        "duration": _duration(verdict, today),
    }


def _duration(verdict: Verdict, today: date) -> dict[str, Any] | None:
    """The least time to be served; None for what is no apprenticeship."""
    if verdict.standard.kind != "apprenticeship":
        return None
    duration = minimum_duration(verdict.learner, verdict.standard, today)
    return {
        "days": duration.days,
        "served_on": _day(duration.served_on),
        "why": duration.why,
        "rule": duration.rule,
    }


def gateway_form(verdict: Verdict) -> dict[str, Any]:
    """`gateway show`: every item with who owes it and what it rests on."""
    return {
        "learner": verdict.learner.id,
        "forecast": _day(verdict.forecast.on),
        "open": list(verdict.gateway.open),
        "items": [
            {
                "code": item.code,
                "label": item.label,
                "state": item.state,
                "owes": item.owes,
                "text": item.text,
                "declared": item.declared,
                "rule": item.rule,
            }
            for item in verdict.gateway.items
        ],
    }


def visit_form(visit: Visit, today: date) -> dict[str, Any]:
    """One visit of `visit list`."""
    return {
        "id": visit.id,
        "learner": visit.learner,
        "tutor": visit.tutor,
        "start": _moment(visit.start),
        "end": _moment(visit.end),
        "mode": visit.mode,
        "kind": visit.kind,
        "status": visit_status(visit, today),
        "sequence": visit.sequence,
        "date": _day(visit.date),
        "minutes": visit.minutes,
        "otj_minutes": visit.otj_minutes,
        "note": visit.note or None,
        "why": visit.why or None,
        "cancelled_by": visit.cancelled_by,
        "location": visit.location or None,
        "link": visit.link or None,
        "fixed": visit.fixed,
    }


def tutor_form(tutor: Tutor, learners: int) -> dict[str, Any]:
    """One tutor of `tutor list`."""
    return {
        "id": tutor.id,
        "name": tutor.name,
        "login": tutor.login or None,
        "email": tutor.email or None,
        "working_days": list(tutor.working_days),
        "day_start": f"{tutor.day_start:%H:%M}",
        "day_end": f"{tutor.day_end:%H:%M}",
        "visits_per_day": tutor.visits_per_day,
        "nation": tutor.nation,
        "leave": [{"start": _day(leave.start), "end": _day(leave.end)} for leave in tutor.leave],
        "learners": learners,
        "readable": True,
    }


def unreadable_form(caseload_id: str) -> dict[str, Any]:
    """A caseload that is there and cannot be read, so that no total leaves it out unsaid."""
    return {"id": caseload_id, "readable": False}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: datetime | None) -> str | None:
    return in_london(moment).isoformat() if moment else None


def _level(level: Level) -> int | str:
    """A level as a number; Entry Level 3 stays `E3`."""
    return int(level) if level.isdigit() else level
