"""`review`: progress reviews recorded, signed, corrected, listed, dropped."""

from datetime import date

import click

from tutor_tui.cli.arguments import Day, Noun
from tutor_tui.cli.items import list_items, say_changed, signers_of
from tutor_tui.cli.out import Column
from tutor_tui.cli.record_forms import review_form
from tutor_tui.cli.session import Session, common
from tutor_tui.rules.words import day, listing
from tutor_tui.workspace import reviews
from tutor_tui.workspace.record_lines import review_line

_COLUMNS = (Column("ID", 16), Column("HELD", 11), Column("STATE", 0))


@click.group("review", cls=Noun)
def review_command() -> None:
    """Progress reviews: record, sign, edit, list, drop."""


@review_command.command("record")
@click.argument("learner")
@click.option("--on", "on", type=Day(), required=True, help="Never after today.")
@click.option("--signed", multiple=True, metavar="WHO", help="learner,employer,tutor.")
@click.option("--note", default="", help="What was said.")
@common
def record(session: Session, *, learner: str, on: date, signed: tuple[str, ...], note: str) -> None:
    """Record a progress review of LEARNER, and who signed it on that day."""
    by = signers_of(signed)
    caseload, who = session.find_learner(learner)
    saved = reviews.record(session.workspace(), caseload, who, on=on, signed=by, note=note)
    names = f", signed by {listing(by)}" if by else ", signed by nobody yet"
    sentence = f"Recorded {who.name}'s review of {on}{names}."
    say_changed(session, who, who.reviews, saved.reviews, review_form, sentence)


@review_command.command("sign")
@click.argument("learner")
@click.option("--by", multiple=True, required=True, metavar="WHO", help="learner,employer,tutor.")
@click.option("--on", "on", type=Day(), help="Day of the signature; today where not given.")
@click.option("--review", type=Day(), help="Day of the review; the last unsigned where left out.")
@common
def sign(
    session: Session, *, learner: str, by: tuple[str, ...], on: date | None, review: date | None
) -> None:
    """Note who has signed a review of LEARNER."""
    signers = signers_of(by)
    caseload, who = session.find_learner(learner)
    saved = reviews.sign(session.workspace(), caseload, who, by=signers, on=on, review=review)
    sentence = f"{who.name}'s review is signed by {listing(signers)}."
    say_changed(session, who, who.reviews, saved.reviews, review_form, sentence)


@review_command.command("edit")
@click.argument("learner")
@click.argument("review")
@click.option("--on", "on", type=Day(), help="The day it was held.")
@click.option("--note", help="What was said; empty to take it out.")
@click.option("--unsign", multiple=True, metavar="WHO", help="Whose signature is taken back.")
@common
def edit(
    session: Session,
    *,
    learner: str,
    review: str,
    on: date | None,
    note: str | None,
    unsign: tuple[str, ...],
) -> None:
    """Correct REVIEW (its day or id) of LEARNER."""
    taken = signers_of(unsign)
    caseload, who = session.find_learner(learner)
    saved = reviews.edit(session.workspace(), caseload, who, review, on=on, note=note, unsign=taken)
    sentence = f"Changed a review of {who.name}."
    say_changed(session, who, who.reviews, saved.reviews, review_form, sentence)


@review_command.command("drop")
@click.argument("learner")
@click.option("--on", "on", type=Day(), required=True, help="Day of the review.")
@common
def drop(session: Session, *, learner: str, on: date) -> None:
    """Take back a review of LEARNER."""
    caseload, who = session.find_learner(learner)
    saved = reviews.drop(session.workspace(), caseload, who, on=on)
    sentence = f"Took back {who.name}'s review of {on}."
    say_changed(session, who, who.reviews, saved.reviews, review_form, sentence)


@review_command.command("list")
@click.argument("learner")
@common
def list_(session: Session, *, learner: str) -> None:
    """List the reviews of LEARNER, the oldest first."""
    _, who = session.find_learner(learner)
    found = sorted(who.reviews.items(), key=lambda item: item[1].on)
    list_items(
        session,
        "reviews",
        [review_form(who.id, id_, review) for id_, review in found],
        _COLUMNS,
        [
            (id_, day(review.on, session.today), review_line(review, session.today))
            for id_, review in found
        ],
    )
