"""`learner show` as text: the record in sections, and what would be otherwise."""

from collections.abc import Sequence
from datetime import date

from tutor_tui.cli.out import say, say_wrapped
from tutor_tui.model.folder import Folder
from tutor_tui.model.visit import Visit
from tutor_tui.rules.rule import RULES
from tutor_tui.rules.triage import Verdict, subject_name
from tutor_tui.workspace.overview import overview
from tutor_tui.workspace.record_sections import Section, arrangements, sections
from tutor_tui.workspace.record_views import skill_line, submitted_ksbs, visit_line, when
from tutor_tui.workspace.standing import Standing
from tutor_tui.workspace.views import state_text
from tutor_tui.workspace.what_if import Difference


def print_record(
    standing: Standing, folder: Folder, visits: Sequence[Visit], second_tutor: str, today: date
) -> None:
    """Print who it is, where they stand and why, and all that is recorded of them.

    Args:
        standing: What the rules say.
        folder: The learner's folder.
        visits: Their visits, in the order they are to be printed.
        second_tutor: The second tutor's name, empty where there is none.
        today: The day asked about.
    """
    verdict = standing.verdict
    learner = verdict.learner
    say_wrapped("", f"{learner.name} ({learner.ref}): {state_text(verdict, today)}")
    for label, text in (*overview(verdict, today), *arrangements(learner, second_tutor)):
        say_wrapped(f"  {label:<16} ", text)
    _print_verdicts(verdict, today)
    for section in sections(standing, folder, today):
        _print_section(section)
    say()
    say("VISITS" if visits else "No visits yet.")
    for visit in visits:
        say_wrapped(f"  {when(visit, today):<20} ", visit_line(visit, today))


def print_differences(supposed: str, found: Sequence[Difference]) -> None:
    """Print what would be otherwise; nothing is saved.

    Args:
        supposed: What is supposed, in words.
        found: What would be otherwise.
    """
    say_wrapped("", f"{supposed} (nothing is saved):")
    if not found:
        say("Nothing would be otherwise.")
        return
    for one in found:
        say_wrapped(f"  {one.what:<18} ", f"{one.now or 'none'} -> {one.then or 'none'}")


def _print_verdicts(verdict: Verdict, today: date) -> None:
    """Why the learner stands there, and every rule's verdict."""
    learner = verdict.learner
    say()
    say("WHY" if verdict.reasons else "Nothing presses.")
    for reason in verdict.reasons:
        say_wrapped(f"  {reason.weight:>6.1f}  ", reason.text)
        say_wrapped(" " * 10, f"{reason.rule}: {RULES[reason.rule].source}")
    if verdict.skills:
        say()
        say("SKILLS")
    for skill in verdict.skills:
        say_wrapped(f"  {subject_name(skill.subject):<13} ", skill_line(skill, learner, today))
    if verdict.gateway.items:
        say()
        say("GATEWAY")
    for item in verdict.gateway.items:
        state = item.state.replace("_", " ")
        say_wrapped(f"  {state:<11} ", f"{item.label}: {item.text} [{item.owes}]")
    if submitted := submitted_ksbs(verdict):
        say()
        say("KSBs SUBMITTED")
        say_wrapped("  ", " ".join(submitted))
    if verdict.ksbs.gaps:
        say()
        say("KSB GAPS")
        say_wrapped("  ", " ".join(verdict.ksbs.gaps))


def _print_section(section: Section) -> None:
    say()
    say(section.title)
    for label, text in section.rows:
        first, *rest = text.split("\n")
        say_wrapped(f"  {label:<11} " if label else "  ", first)
        for line in rest:
            say_wrapped(" " * 14, line)
