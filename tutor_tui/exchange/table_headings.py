"""Which column of a table holds which field: guessed by the headings, or said by a person."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from tutor_tui.errors import WrongUsage
from tutor_tui.exchange.values import clean, quoted

TextField = Literal[
    "ref",
    "given_name",
    "family_name",
    "name",
    "email",
    "uln",
    "standard",
    "tutor",
    "employer",
    "postcode",
]
"""`name` is the whole name in one cell; `standard` is the programme as the system words it."""

DateField = Literal["born", "start", "planned_end", "last_visit", "next_visit"]
Field = TextField | DateField

TEXT_FIELDS: dict[Field, TextField] = {field: field for field in get_args(TextField)}
DATE_FIELDS: dict[Field, DateField] = {field: field for field in get_args(DateField)}
FIELDS: tuple[Field, ...] = (*TEXT_FIELDS, *DATE_FIELDS)

SYNONYMS: dict[Field, tuple[str, ...]] = {
    "ref": (
        "Learner reference number",
        "LearnRefNumber",
        "Learner reference",
        "Learner ref",
        "Reference number",
        "Reference",
        "Ref",
        "LSC_ULIN",
        "Person Code",
        "Learner ID",
    ),
    "given_name": ("First name", "Given name", "Given names", "Forename", "Forenames"),
    "family_name": ("Last name", "Family name", "Surname"),
    "name": ("Learner", "Learner name", "Full name", "Apprentice", "Apprentice name", "Name"),
    "email": ("Email", "Email address", "Learner email"),
    "uln": ("ULN", "Unique learner number", "MIAP_ULN"),
    "standard": ("Apprentice standard", "Apprenticeship standard", "Standard", "Programme"),
    "tutor": (
        "Tutor",
        "Default Assessor",
        "Assessor",
        "Training Adviser",
        "Trainer",
        "Coach",
        "Case owner",
    ),
    "employer": ("Employer", "Employer name", "Placement"),
    "postcode": ("Postcode", "Delivery postcode"),
    "born": ("Date of birth", "Birth date", "DOB", "Born"),
    "start": ("Start date", "Original start date", "Start"),
    "planned_end": (
        "Planned end date",
        "Planned end",
        "Expected end date",
        "Expected end",
        "End date",
    ),
    "last_visit": ("Last visit", "Last visit date"),
    "next_visit": ("Next visit", "Next visit date"),
}
"""The headings of the systems tutors use, best first where one table has several."""

IGNORED = "-"
"""Given in place of a field, it leaves the column out."""

_PAIRS = re.compile(r"[;,\n]")


def key(heading: str) -> str:
    """Give the heading without case, spaces and punctuation, as headings are compared."""
    return "".join(filter(str.isalnum, heading.casefold()))


_RANKS = {
    key(synonym): (field, rank)
    for field, synonyms in SYNONYMS.items()
    for rank, synonym in enumerate(synonyms)
}
_FIELDS_BY_KEY = {key(field): field for field in FIELDS}


def guess(headings: Sequence[str]) -> dict[int, Field]:
    """Give the columns whose headings are known, by their place from 0.

    Where several columns could hold one field, the better known heading wins, then the first.
    """
    best: dict[Field, tuple[int, int]] = {}
    for column, heading in enumerate(headings):
        if found := _RANKS.get(key(heading)):
            field, rank = found
            best[field] = min(best.get(field, (rank, column)), (rank, column))
    return dict(sorted((column, field) for field, (_, column) in best.items()))


def parse_mapping(text: str) -> dict[str, Field | None]:
    """Read pairs such as `Trainee=name, Coach=tutor, Start date=-`; `-` leaves a column out.

    Raises:
        WrongUsage: A pair is none, or names a field that does not exist.
    """
    mapping: dict[str, Field | None] = {}
    for pair in filter(None, map(str.strip, _PAIRS.split(text))):
        heading, equals, word = (clean(part) for part in pair.rpartition("="))
        if not equals or not key(heading):
            raise WrongUsage(f"{quoted(pair)} is no mapping: write the heading, = and the field.")
        if word == IGNORED:
            mapping[heading] = None
            continue
        field = _FIELDS_BY_KEY.get(key(word))
        if field is None:
            raise WrongUsage(f"{quoted(word)} is no field; give one of {', '.join(FIELDS)}.")
        mapping[heading] = field
    return mapping


def choose(headings: Sequence[str], chosen: Mapping[str, Field | None]) -> dict[int, Field]:
    """Give the columns as `guess` does, with what a person chose put first.

    Raises:
        WrongUsage: A chosen heading is not in the table, or one field is chosen twice.
    """
    columns = {key(heading): column for column, heading in reversed(list(enumerate(headings)))}
    said: dict[int, Field | None] = {}
    for heading, field in chosen.items():
        column = columns.get(key(heading))
        if column is None:
            raise WrongUsage(
                f"The table has no heading {quoted(heading)}; it has {_listed(headings)}."
            )
        if field is not None and field in said.values():
            raise WrongUsage(f"Two headings are mapped to {field}; choose one.")
        said[column] = field
    taken = {column: field for column, field in said.items() if field is not None}
    for column, field in guess(headings).items():
        if column not in said and field not in taken.values():
            taken[column] = field
    return dict(sorted(taken.items()))


def _listed(headings: Sequence[str]) -> str:
    named = [quoted(heading) for heading in headings if heading]
    return ", ".join(named[:20]) + (", …" if len(named) > 20 else "")
