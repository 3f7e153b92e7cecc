"""How a learner is named in a file that others may see."""

import unicodedata
from typing import Literal

from tutor_tui.exchange.plain import one_line
from tutor_tui.model.learner import Learner

Names = Literal["full", "first", "initials", "reference"]
"""`first` is the first name and the initial of the family name: `Amira K`."""


def displayed_name(learner: Learner, names: Names) -> str:
    """The learner's name, told no further than `names` asks.

    Where what was asked for is blank, as the first name of somebody with a single name, the
    rest is given alone; where nothing remains, the provider's reference.
    """
    reference = one_line(learner.ref)
    if names == "reference":
        return reference
    if names == "full":
        return one_line(learner.name) or reference
    given, family = one_line(learner.given_name), one_line(learner.family_name)
    if names == "initials":
        return _initial(given) + _initial(family) or reference
    first = given.split(maxsplit=1)[0] if given else ""
    return f"{first} {_initial(family)}".strip() or reference


def _initial(name: str) -> str:
    """The first letter as a capital; of a name without letters its first character."""
    # Composed first, so that an accent stays with its letter.
    composed = unicodedata.normalize("NFC", name)
    letter = next((character for character in composed if character.isalpha()), composed[:1])
    capital = letter.upper()
    return capital if len(capital) == 1 else letter
