"""Whom to speak to about a learner: the employer, the mentor, perhaps an adviser."""

from itertools import chain

from tutor_tui.demo.addresses import email_of, mobile_phone, office_phone
from tutor_tui.demo.employers import EVERY
from tutor_tui.demo.story import Story
from tutor_tui.model.folder import Contact, ContactRole

_OFFICES = {one.contact: office_phone(100 + 7 * place) for place, one in enumerate(EVERY)}
_MOBILES = {
    mentor: mobile_phone(100 + 3 * place)
    for place, mentor in enumerate(chain.from_iterable(one.mentors for one in EVERY))
    # not all like to be rung
    if place % 3
}


def contacts_of(story: Story, mentor: str) -> dict[str, Contact]:
    """The contacts by role; a learner without a mentor has none yet."""
    named: dict[ContactRole, str] = {
        "employer": story.employer.contact,
        "mentor": mentor,
        "other": story.adviser,
    }
    return {
        role: Contact(
            role=role,
            name=name,
            email=email_of(*name.split(", ")[0].split(" ", 1)),
            phone=_OFFICES.get(name) or _MOBILES.get(name, ""),
        )
        for role, name in named.items()
        if name
    }
