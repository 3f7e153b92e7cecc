"""Which column of a table holds which field: guessed by its heading, saved, or said by a person."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tutor_tui.errors import WrongUsage
from tutor_tui.exchange.table_fields import FIELDS, Field, TableKind
from tutor_tui.exchange.values import clean, quoted

IGNORED = "-"
"""Given in place of a field, it leaves the column out."""

LEAST_FOR_TYPO = 6
"""Letters a heading must have to be recognised with a slip of the finger in it."""

By = Literal["given", "saved", "guess", "typo", "nobody"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What becomes of one column: its place from 0, its heading, and its field, if it has one.

    `by` says who decided: a person just now, a saved mapping, or the heading, perhaps with a
    slip in it. `doubt` is what a person should look at, as a clause; else empty.
    """

    place: int
    heading: str
    field: str | None = None
    by: By = "nobody"
    doubt: str = ""


_PAIRS = re.compile(r"[;,\n]")
_KSB_HEADING = re.compile(r"(?:KSB\s*)?([KSB])\s?([0-9]{1,2})(?![0-9A-Za-z]).*", re.I | re.S)
_KSB_CODE = re.compile(r"[KSB][0-9]{1,2}|B[a-z]")


def key(heading: str) -> str:
    """Give the heading without case, spaces and punctuation, as headings are compared."""
    return "".join(filter(str.isalnum, heading.casefold()))


def ksb_code(word: str) -> str | None:
    """The code of a KSB that a word or the beginning of a heading is: `K1`, `s 3 Feedback`."""
    word = clean(word)
    if match := _KSB_HEADING.fullmatch(word):
        return f"{match[1].upper()}{int(match[2])}"
    return word if _KSB_CODE.fullmatch(word) else None


def is_ksb(field: str) -> bool:
    """Whether a field is a KSB's state, the field's name being the code."""
    return _KSB_CODE.fullmatch(field) is not None


def _ranks(fields: Iterable[Field]) -> dict[str, tuple[str, int]]:
    """By the heading's key: the field, and how well known the heading is for it (0 is best)."""
    ranks: dict[str, tuple[str, int]] = {}
    for field in fields:
        for rank, heading in enumerate((*field.headings, field.name)):
            ranks.setdefault(key(heading), (field.name, rank))
    return ranks


_RANKS: Mapping[TableKind, Mapping[str, tuple[str, int]]] = {
    kind: _ranks(fields.values()) for kind, fields in FIELDS.items()
}
_NAMES = {key(name): name for fields in FIELDS.values() for name in fields}
_BARE_DATE = "date"


def kind_of(headings: Iterable[str], chosen: Iterable[str | None] = ()) -> TableKind:
    """Whether a row is a learner or a visit: a table of visits has a column of their days.

    A heading of `Date` alone says so only beside another that just visits have.
    """
    if "visit_date" in chosen:
        return "visits"
    keys = {key(heading) for heading in headings}
    only_visits = {one for one in keys & _RANKS["visits"].keys() if one not in _RANKS["learners"]}
    days = {one for one in only_visits if _RANKS["visits"][one][0] == "visit_date"}
    if days - {_BARE_DATE} or (days and only_visits - days):
        return "visits"
    return "learners"


def known(cells: Iterable[str], chosen: Iterable[str] = ()) -> int:
    """How many of these cells would be headings of fields, were they headings."""
    keys = {key(cell) for cell in cells if cell}
    said = keys & {key(heading) for heading in chosen}
    codes = {code for cell in cells if (code := ksb_code(cell))}
    found = max(len({ranks[one][0] for one in keys & ranks.keys()}) for ranks in _RANKS.values())
    return found + len(said - set(_NAMES)) + len(codes)


def guess(headings: Sequence[str], kind: TableKind) -> tuple[Column, ...]:
    """What the headings say of the columns.

    Where several could hold one field, the better known heading wins, then the first; a
    heading with a slip in it is recognised where no other column has its field.
    """
    ranks = _RANKS[kind]
    columns = [Column(place=n, heading=heading) for n, heading in enumerate(headings)]
    best: dict[str, tuple[int, int]] = {}
    for column in columns:
        if found := ranks.get(key(column.heading)):
            field, rank = found
            best[field] = min(best.get(field, (rank, column.place)), (rank, column.place))
    instead: dict[str, str] = {}
    for field, place in _elsewhere(headings, kind, best):
        best[field] = (0, place)
        instead[ranks[key(headings[place])][0]] = field
    by_place = {place: field for field, (_, place) in best.items()}
    codes: set[str] = set()
    for n, column in enumerate(columns):
        if field := by_place.get(n, ""):
            columns[n] = replace(column, field=field, by="guess")
        elif found := ranks.get(key(column.heading)):
            field = found[0] if found[0] in best else instead[found[0]]
            winner = quoted(headings[best[field][1]])
            doubt = f"could be the {_words(field)} too; {winner} was taken"
            columns[n] = replace(column, doubt=doubt)
        elif kind == "learners" and (code := ksb_code(column.heading)) and code not in codes:
            columns[n] = replace(column, field=code, by="guess")
            codes.add(code)
    return tuple(_with_slips(columns, kind))


def _elsewhere(
    headings: Sequence[str], kind: TableKind, best: dict[str, tuple[int, int]]
) -> list[tuple[str, int]]:
    """The fields that no column of their own gives and another's does, which loses it."""
    moved = []
    for field in FIELDS[kind].values():
        if field.name in best:
            continue
        keys = [key(heading) for heading in field.also]
        place = next((n for n, heading in enumerate(headings) if key(heading) in keys), None)
        if place is not None:
            for other in [name for name, (_, at) in best.items() if at == place]:
                del best[other]
            moved.append((field.name, place))
    return moved


def _with_slips(columns: list[Column], kind: TableKind) -> list[Column]:
    """The columns, those recognised whose heading has one letter wrong, missing or too many."""
    taken = {column.field for column in columns}
    for n, column in enumerate(columns):
        word = key(column.heading)
        if column.field or column.doubt or len(word) < LEAST_FOR_TYPO:
            continue
        near = {
            field: heading
            for heading, (field, _) in _RANKS[kind].items()
            if len(heading) >= LEAST_FOR_TYPO and _one_slip(word, heading)
        }
        free = [field for field in near if field not in taken]
        if len(near) > 1:
            doubt = f"could be {' or '.join(map(_words, near))}; say which"
            columns[n] = replace(column, doubt=doubt)
        elif free:
            doubt = f"read as the {_words(free[0])}, with a slip in it"
            columns[n] = replace(column, field=free[0], by="typo", doubt=doubt)
            taken.add(free[0])
    return columns


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter is wrong, missing or too many, or two neighbours are swapped.

    Digits must be the same (`Tutor 2` is no slip of `Tutor`), and so must the first letter.
    """
    if one == other or one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    if [*filter(str.isdigit, one)] != [*filter(str.isdigit, other)]:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    if len(one) == len(other):
        swapped = one[:start] + one[start : start + 2][::-1] + one[start + 2 :]
        return one[start + 1 :] == other[start + 1 :] or swapped == other
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return longer[start + 1 :] == shorter[start:]


def parse_mapping(text: str) -> dict[str, str | None]:
    """Read pairs such as `Trainee=name, Coach=tutor, Start date=-`; `-` leaves a column out.

    Raises:
        WrongUsage: A pair is none, or names a field that does not exist.
    """
    mapping: dict[str, str | None] = {}
    for pair in filter(None, map(str.strip, _PAIRS.split(text))):
        heading, equals, word = (clean(part) for part in pair.rpartition("="))
        if not equals or not key(heading):
            raise WrongUsage(f"{quoted(pair)} is no mapping: write the heading, = and the field.")
        mapping[heading] = parse_field(word)
    return mapping


def parse_field(word: str) -> str | None:
    """The field a word names; None for `-`.

    Raises:
        WrongUsage: There is no such field.
    """
    if word == IGNORED:
        return None
    if field := _NAMES.get(key(word)):
        return field
    if code := ksb_code(word.capitalize()):
        return code
    raise WrongUsage(
        f"{quoted(word)} is no field; give one of {', '.join(FIELDS['learners'])}; of visits "
        f"{', '.join(name for name in FIELDS['visits'] if name not in FIELDS['learners'])}; "
        "or the code of a KSB."
    )


def choose(
    headings: Sequence[str],
    chosen: Mapping[str, str | None],
    saved: Mapping[str, str | None] | None = None,
) -> tuple[TableKind, tuple[Column, ...]]:
    """The kind of table and its columns: what was chosen comes first, then saved, then guessed.

    Raises:
        WrongUsage: A chosen heading is not in the table, one field is chosen twice, or a field
            is none of this kind of table.
    """
    places = {key(heading): place for place, heading in reversed(list(enumerate(headings)))}
    said: dict[int, tuple[str | None, By]] = {}
    for heading, field in chosen.items():
        place = places.get(key(heading))
        if place is None:
            raise WrongUsage(
                f"The table has no heading {quoted(heading)}; it has {_listed(headings)}."
            )
        if field is not None and any(field == other for other, _ in said.values()):
            raise WrongUsage(f"Two headings are mapped to {field}; choose one.")
        said[place] = (field, "given")
    given = {field for field, _ in said.values()}
    for heading, field in (saved or {}).items():
        place = places.get(key(heading))
        if place is not None and place not in said and (field is None or field not in given):
            said[place] = (field, "saved")
    fields = [field for field, _ in said.values() if field is not None]
    kind = kind_of(headings, fields)
    for field in fields:
        if field not in FIELDS[kind] and not (kind == "learners" and is_ksb(field)):
            other = "visits has no" if kind == "visits" else "learners (no visit_date) has no"
            raise WrongUsage(f"A table of {other} {field}; map another field.")
    columns = []
    for column in guess(headings, kind):
        if column.place in said:
            field, by = said[column.place]
            column = replace(column, field=field, by=by, doubt="")
        elif column.field in fields:
            column = replace(column, field=None, by="nobody", doubt="")
        columns.append(column)
    return kind, tuple(columns)


def _words(field: str) -> str:
    return field.replace("_", " ")


def _listed(headings: Sequence[str]) -> str:
    named = [quoted(heading) for heading in headings if heading]
    return ", ".join(named[:20]) + (", …" if len(named) > 20 else "")
