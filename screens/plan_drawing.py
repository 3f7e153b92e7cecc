"""What stands around the weeks of a plan: title, load, what is chosen, signs and keys."""

from collections.abc import Iterable

from screens.bar import Span
from screens.plan_cells import plan_sign
from screens.record_list import fit
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
    tone = "plain" if proof.late_days == proof.least_late_days else "warn"
    late, asked = f" {plan_words.proof_line(proof)}", plan_told.load_words(draft.plan.load)
    if len(late) + 1 + len(asked) > width:
        asked = asked.replace(" visits", "")
    return [(late, tone), (f" {asked}", "quiet")]


def signs() -> tuple[tuple[str, str, str, str], ...]:
    """The signs: sign, word, tone, what it says in full; those that are met most come first."""
    return (
        (plan_sign("new"), "new", "good", "A visit to be booked."),
        (plan_sign("moved"), "moved", "warn", "A booked visit to be moved."),
        (plan_sign("kept"), "as booked", "plain", "A visit that stays as it is booked."),
        (plan_sign("dropped"), "left out", "quiet", "Not booked, or its booking cancelled."),
        ("!", "late", "alarm", "Late, by so many days where there is room for the number."),
        ("<", "early", "plain", "Before its window opens."),
        ("P", "pinned", "plain", "It stays when planned anew, and is fixed once saved."),
        ("[ ]", "window", "plain", "A day of the window of the visit under the cursor."),
        ("r", "review", "plain", "A visit that is, or is made, a progress review."),
        (plan_sign("shadow"), "shadow of leave", "plain", "Who is last seen here is late next."),
        ("s", "stays", "plain", "It stays of itself, being near, early or special."),
        ("h", "held", "plain", "It cannot be changed here."),
        (plan_sign("stands"), "not planned", "quiet", "It takes time, and is not to be planned."),
        (plan_sign("busy"), "busy", "quiet", "Something else takes the time."),
        (plan_sign("free"), "free", "quiet", "So many visits still go in."),
        (plan_sign("closed"), "closed", "quiet", "Nobody is seen on this day, and why."),
        ("*", "marked", "plain", "Marked, to be saved with others that are."),
    )


def legend(width: int) -> Line:
    """What the signs mean, as many as fit."""
    spans: Line = []
    used = 0
    for sign, word, tone, _ in signs():
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
    # a name is cut sooner than what is told of it
    title = fit(told.title, width // 2).rstrip()
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
