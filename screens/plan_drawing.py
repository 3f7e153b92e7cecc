"""What stands around the weeks of a plan: title, load, what is chosen, signs and keys."""

from collections.abc import Iterable

from screens.bar import Span
from screens.plan_cells import plan_sign
from screens.signs import legible
from tutor_tui.text import width as wide
from tutor_tui.text import wrapped
from tutor_tui.workspace import plan_told, plan_words, plans
from tutor_tui.workspace.plan_told import Told
from tutor_tui.workspace.plans import Change, Draft

Line = list[Span]

CARRYING = (("← → ↑ ↓", "carry"), ("enter", "put down"), ("esc", "put back"))


def title(name: str, draft: Draft | None, found: Iterable[Change], marked: int, width: int) -> Line:
    """For which days it is planned, what saving would do, how much is marked, and for whom."""
    whose: Span = (f"  {name}", "quiet")
    if draft is None:
        return [(" Plan", "strong"), whose]
    spans: Line = [(f" Plan{plan_words.title(draft.plan, '')}", "strong")]
    if marked:
        spans.append((f"  {marked} marked", "key"))
    spans.append((f"  {plans.summed_up([*found]) or 'all as booked'}", "plain"))
    room = width - sum(wide(legible(text)) for text, _ in spans)
    return [*spans, whose] if wide(legible(whose[0])) <= room else spans


def load(draft: Draft, width: int) -> Line:
    """How late the plan is, whether any could be less so, and what is asked and held a week."""
    proof = draft.plan.proof
    tone = "warn" if proof.late_days > proof.least_late_days else "plain"
    late, asked = f" {plan_words.proof_line(proof)}", plan_told.load_words(draft.plan.load)
    if len(late) + 1 + len(asked) > width:
        asked = asked.replace(" visits", "")
    return [(late, tone), (f" {asked}", "quiet")]


def signs() -> tuple[tuple[str, str, str], ...]:
    """What the signs mean: sign, words, tone; those that are met most come first."""
    return (
        (plan_sign("new"), "new", "good"),
        (plan_sign("moved"), "moved", "warn"),
        (plan_sign("kept"), "as booked", "plain"),
        (plan_sign("dropped"), "left out", "quiet"),
        ("!", "late", "alarm"),
        ("<", "early", "plain"),
        ("P", "pinned", "plain"),
        ("[ ]", "window", "plain"),
        ("r", "review", "plain"),
        (plan_sign("shadow"), "shadow of leave", "plain"),
        ("s", "stays", "plain"),
        ("h", "held", "plain"),
        (plan_sign("stands"), "not planned", "quiet"),
        (plan_sign("busy"), "busy", "quiet"),
        (plan_sign("free"), "free", "quiet"),
        (plan_sign("closed"), "closed", "quiet"),
    )


def legend(width: int) -> Line:
    """What the signs mean, as many as fit."""
    spans: Line = []
    used = 0
    for sign, word, tone in signs():
        used += len(sign) + len(word) + 3
        if used > width:
            break
        spans += [(f" {sign}", tone), (f" {word} ", "quiet")]
    return spans


def details(told: Told, width: int, lines: int) -> list[Line]:
    """A visit or a day, in so many lines at most; what speaks against it comes before the rest."""
    against = "; ".join(told.against)
    warned = wrapped(f"! {legible(against)}", width - 2, hang="  ") if against else []
    found: list[Line] = []
    head, *facts = told.facts
    title = legible(told.title)
    first, *rest = wrapped(f"{title}  {legible(head)}", width - 2)
    found.append([(f" {first[: len(title)]}", "strong"), (first[len(title) :], "plain")])
    found += [[(f" {line}", "plain")] for line in rest]
    found += [[(f" {line}", "warn")] for line in warned]
    quiet = wrapped(legible(" ".join(facts)), width - 2) if facts else []
    found += [[(f" {line}", "quiet")] for line in quiet]
    if len(found) > lines:
        text, tone = found[lines - 1][0]
        found[lines - 1] = [(text[: width - 2].rstrip() + legible("…"), tone)]
    return found[:lines]


def in_full(told: Told) -> str:
    """The same as a text to be read."""
    return "\n".join([*told.facts, *(f"! {one}" for one in told.against)])
