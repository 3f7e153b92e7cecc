"""The JSON forms of what a learner's record holds in items: stable, version 1."""

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from tutor_tui.model.folder import Contact, Evidence, Folder, HoursEntry, NoteEntry
from tutor_tui.model.learner import Action, Attempt, Learner, Review, Signer
from tutor_tui.workspace.standing import Standing


def review_form(learner: str, id_: str, review: Review) -> dict[str, Any]:
    """One review of `review list`."""
    return {
        "id": id_,
        "learner": learner,
        "on": _day(review.on),
        "signed": {who: _day(review.signed.get(who)) for who in get_args(Signer)},
        "complete": len(review.signed) == len(get_args(Signer)),
        "visit": review.visit or None,
        "note": review.note or None,
    }


def hours_form(learner: str, id_: str, entry: HoursEntry) -> dict[str, Any]:
    """One entry of `hours list`."""
    return {
        "id": id_,
        "learner": learner,
        "on": _day(entry.on),
        "minutes": entry.minutes,
        "what": entry.what or None,
        "kind": entry.kind,
    }


def evidence_form(learner: str, id_: str, evidence: Evidence) -> dict[str, Any]:
    """One piece of `evidence list`."""
    return {
        "id": id_,
        "learner": learner,
        "on": _day(evidence.on),
        "title": evidence.title,
        "kind": evidence.kind,
        "link": evidence.link or None,
        "ksbs": list(evidence.ksbs),
        "decision": evidence.decision,
        "decided": _day(evidence.decided),
        "by": evidence.by or None,
    }


def action_form(learner: str, id_: str, action: Action, done: date | None = None) -> dict[str, Any]:
    """One action of `action list`; `done` is its day where it was done."""
    return {
        "id": id_,
        "learner": learner,
        "text": action.text,
        "owner": action.owner,
        "agreed": _day(action.agreed),
        "due": _day(action.due),
        "done": _day(done),
    }


def note_form(learner: str, id_: str, note: NoteEntry) -> dict[str, Any]:
    """One note of `note list`."""
    return {
        "id": id_,
        "learner": learner,
        "on": _day(note.on),
        "text": note.text,
        "private": note.private,
        "by": note.by or None,
    }


def contact_form(learner: str, id_: str, contact: Contact) -> dict[str, Any]:
    """One contact of `contact list`; there is one of each role, so that its id is the role."""
    return {
        "id": id_,
        "learner": learner,
        "role": contact.role,
        "name": contact.name,
        "email": contact.email or None,
        "phone": contact.phone or None,
    }


def attempt_form(learner: str, id_: str, attempt: Attempt) -> dict[str, Any]:
    """One attempt of `assessment list`."""
    return {
        "id": id_,
        "learner": learner,
        "method": attempt.method,
        "on": _day(attempt.on),
        "result": attempt.result,
        "points": attempt.points,
        "note": attempt.note or None,
    }


def action_forms(learner: Learner, folder: Folder) -> list[dict[str, Any]]:
    """Every action, those still to be done first."""
    return [action_form(learner.id, id_, one) for id_, one in learner.actions.items()] + [
        action_form(learner.id, id_, one.action, one.done) for id_, one in folder.done.items()
    ]


def record_form(learner: Learner, folder: Folder) -> dict[str, Any]:
    """What `learner show` adds of the learner's folder, and of arrangements made with them."""
    return {
        "organisation": learner.organisation or None,
        "second_tutor": learner.second_tutor or None,
        "preferred_days": list(learner.preferred_days),
        "preferred_time": learner.preferred_time and f"{learner.preferred_time:%H:%M}",
        "never_on": list(learner.never_on),
        "away": [{"start": str(one.start), "end": str(one.end)} for one in learner.away],
        "prior_hours": learner.prior_hours,
        "weekly_hours": learner.weekly_hours,
        "otj_plan": dict(learner.otj_plan),
        "logged_minutes": learner.logged_minutes,
        "placement": {"days": learner.placement.days, "minutes": learner.placement.minutes},
        "reviews": _forms(learner, learner.reviews, review_form),
        "hours": _forms(learner, folder.hours, hours_form),
        "evidence": _forms(learner, folder.evidence, evidence_form),
        "actions": action_forms(learner, folder),
        "attempts": _forms(learner, learner.attempts, attempt_form),
        "contacts": _forms(learner, folder.contacts, contact_form),
        "notes": _forms(learner, folder.notes, note_form),
    }


def standing_form(standing: Standing) -> dict[str, Any]:
    """What the rules of reviews, hours, assessment, placement and forecast say."""
    reviews, hours, forecast = standing.reviews, standing.hours, standing.forecast
    assessment, placement = standing.assessment, standing.placement
    return {
        "reviews": {
            "last": _day(reviews.last),
            "due": _day(reviews.due),
            "days_overdue": reviews.days_overdue,
            "booked": _day(reviews.booked),
            "unsigned": [
                {"on": _day(one.on), "missing": list(one.missing), "age_days": one.age_days}
                for one in reviews.unsigned
            ],
            "text": reviews.text,
            "rule": reviews.rule,
        },
        "hours": {
            "minimum": hours.minimum.hours,
            "minimum_why": hours.minimum.why,
            "minimum_rule": hours.minimum.rule,
            "planned": hours.planned,
            "actual": hours.actual,
            "expected": hours.expected,
            "by_plan": hours.by_plan,
            "behind": hours.behind,
            "differs": hours.differs or None,
            "rule": hours.rule,
        },
        "assessment": {
            "overall": assessment.overall,
            "methods": [
                {
                    "method": one.method,
                    "name": one.name,
                    "result": one.result,
                    "points": one.points,
                    "booked": _day(one.booked),
                    "retake": one.retake,
                    "text": one.text,
                    "rule": one.rule,
                }
                for one in assessment.methods
            ],
            "unconfirmed": list(assessment.unconfirmed),
            "text": assessment.text,
            "rule": assessment.rule,
        },
        "placement": None
        if placement is None
        else {
            "days": placement.days,
            "hours": placement.hours,
            "least_days": placement.least_days,
            "least_hours": placement.least_hours,
            "done": placement.done,
            "rule": placement.rule,
        },
        "forecast": {
            "on": _day(forecast.on),
            "text": forecast.text,
            "path": [
                {
                    "code": step.code,
                    "state": step.state,
                    "on": _day(step.on),
                    "decides": step.decides,
                    "text": step.text,
                    "rule": step.rule,
                }
                for step in forecast.path
            ],
            "rule": forecast.rule,
        },
    }


def _forms(learner: Learner, items: Mapping[str, Any], form: Any) -> list[dict[str, Any]]:
    return [form(learner.id, id_, item) for id_, item in items.items()]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
