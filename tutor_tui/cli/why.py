"""`why`: the rule behind every flag of a learner, and the numbers that made it true."""

from typing import Any

import click

from tutor_tui.cli.out import emit, say, say_wrapped
from tutor_tui.cli.session import Session, common
from tutor_tui.rules.words import listing
from tutor_tui.workspace.standing import standing
from tutor_tui.workspace.why import Explanation, applies, explanation, explanations

_HEADINGS = {"reason": "WHY", "gateway": "GATEWAY", "verdict": "ALSO"}


@click.command("why")
@click.argument("learner")
@click.argument("code", required=False)
@common
def why_command(session: Session, *, learner: str, code: str | None) -> None:
    """Explain what LEARNER is flagged for: the rule, its numbers, its source and dates.

    With CODE, such as overdue, english or hours, only what is flagged so.
    """
    caseload, who = session.find_learner(learner)
    today, settings = session.today, session.workspace().settings
    judged = standing(who, caseload.visits_of(who), caseload.standard_of(who), settings, today)
    found = explanation(judged, code, today) if code else explanations(judged, today)
    if session.as_json:
        emit({"version": 1, "learner": who.id, "why": [_form(one) for one in found]})
        return
    say_wrapped("", f"{who.name} ({who.ref}), {judged.verdict.standard.label}")
    kind = ""
    for one in found:
        if one.kind != kind:
            kind = one.kind
            say()
            say(_HEADINGS[kind])
        _print(one)


def _form(one: Explanation) -> dict[str, Any]:
    rule = one.rule
    return {
        "code": one.code,
        "kind": one.kind,
        "text": one.text,
        "rule": rule.id,
        "sentence": rule.sentence,
        "source": rule.source,
        "applies_from": rule.applies_from.isoformat() if rule.applies_from else None,
        "applies_to": rule.applies_to.isoformat() if rule.applies_to else None,
        "confirmed": not one.unconfirmed,
        "unconfirmed": list(one.unconfirmed),
        "facts": [{"what": what, "value": value} for what, value in one.facts],
    }


def _print(one: Explanation) -> None:
    confirmed = f"no: {listing(one.unconfirmed)}" if one.unconfirmed else "yes"
    say_wrapped("  ", f"{one.code}: {one.text}")
    say_wrapped("    Rule       ", f"{one.rule.id}: {one.rule.sentence}")
    say_wrapped("    Numbers    ", "; ".join(f"{what}: {value}" for what, value in one.facts))
    say_wrapped("    Source     ", one.rule.source)
    say_wrapped("    Applies    ", applies(one.rule))
    say_wrapped("    Confirmed  ", confirmed)
