"""What must hold within a standard, and between standards, beyond the types of the fields."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Any, Final
from unicodedata import category

import msgspec

from tutor_tui.model.standard import AssessmentMethod, Standard
from tutor_tui.standards import files

_LONGEST: Final = 2000
_LONGEST_STEM: Final = 60
_MAY_BE_EMPTY: Final = ("source", "licence")
_BOUNDS: Final = {
    "level": (1, 8),
    "lars": (1, 99_999),
    "months_to_gateway": (1, 120),
    "epa_months": (1, 60),
    "max_funding": (0, 1_000_000),
    "otj_hours": (0, 99_999),
    "distinction_total": (0, 1000),
    "placement_days": (0, 1000),
    "placement_hours": (0, 99_999),
}


def problems(standard: Standard) -> Iterator[str]:
    """What is wrong within one standard, a clause each; nothing where all is well."""
    yield from names(standard)
    yield from _numbers(standard)
    yield from _duties(standard)
    yield from _assessment(standard)
    yield from _texts(msgspec.to_builtins(standard), "")


def overlaps(versions: Sequence[Standard]) -> Iterator[tuple[Standard, Standard]]:
    """Pairs of versions of one standard that both hold for some start date.

    A version whose range is not known overlaps none.
    """
    known = [version for version in versions if version.starts_from or version.starts_to]
    for one, other in combinations(known, 2):
        if _first(one) <= _last(other) and _first(other) <= _last(one):
            yield one, other


def shared_lars(standards: Iterable[Standard]) -> Iterator[tuple[Standard, Standard]]:
    """Pairs of different standards with one LARS code: an import could not tell them apart."""
    for one, other in combinations(standards, 2):
        if one.lars is not None and one.lars == other.lars and one.id != other.id:
            yield one, other


def days_outside(standard: Standard, start: date) -> int:
    """Days from a start to the nearest start the version holds for; 0 within its range."""
    return max((_first(standard) - start).days, (start - _last(standard)).days, 0)


def _first(standard: Standard) -> date:
    return standard.starts_from or date.min


def _last(standard: Standard) -> date:
    return standard.starts_to or date.max


def names(standard: Standard) -> Iterator[str]:
    """What is wrong with how a standard is called, and with its dates, a clause each."""
    if len(files.stem((standard.id, standard.version))) > _LONGEST_STEM:
        yield f"id and version are longer than {_LONGEST_STEM} characters"
    if not all(part.isascii() and part.isalnum() for part in standard.id.split("-")):
        yield "id must be letters and digits, with hyphens between"
    if standard.version is not None and not files.is_version(standard.version):
        yield "version must be numbers with dots between, such as '1.0'"
    if _first(standard) > _last(standard):
        yield "starts_from is after starts_to"
    known = set(Standard.__struct_fields__)
    for name in standard.unconfirmed:
        if name not in known:
            yield f"unconfirmed names {name!r}, which is no field"


def _numbers(standard: Standard) -> Iterator[str]:
    for name, (least, most) in _BOUNDS.items():
        value = getattr(standard, name)
        if value is not None and not least <= value <= most:
            yield f"{name} must be from {least} to {most}"
    cadence = standard.cadence
    if cadence and not 1 <= cadence.min_weeks <= cadence.max_weeks <= 52:
        yield "cadence must have 1 <= min_weeks <= max_weeks <= 52"


def _duties(standard: Standard) -> Iterator[str]:
    codes = [ksb.code for ksb in standard.ksbs]
    for code in codes:
        if not (code.isascii() and code.isalnum() and code[0].isalpha()):
            yield f"KSB code {code!r} must be plain letters and digits, such as K1"
    yield from _twice("KSB code", codes)
    yield from _twice("duty", [duty.number for duty in standard.duties])
    for duty in standard.duties:
        yield from _map(f"duty {duty.number}", duty.ksbs, codes)


def _assessment(standard: Standard) -> Iterator[str]:
    codes = [ksb.code for ksb in standard.ksbs]
    subjects = [skill.subject for skill in standard.skills]
    yield from _twice("skill", subjects)
    yield from _twice("gateway item", standard.gateway)
    for subject in ("english", "maths", "ict", "safeguarding"):
        if subject in standard.gateway and subject not in subjects:
            yield f"gateway has {subject}, which is not among the skills"
    yield from _twice("method", [method.id for method in standard.methods])
    for method in standard.methods:
        yield from _map(f"method {method.id!r}", method.ksbs, codes)
        yield from _points(method)
    yield from _twice("grading row", [tuple(sorted(row.methods)) for row in standard.grading])
    for row in standard.grading:
        if len(row.methods) != len(standard.methods):
            yield f"grading needs {len(standard.methods)} grades a row, one for each method"


def _points(method: AssessmentMethod) -> Iterator[str]:
    given = (0, method.pass_points, method.distinction_points, method.points)
    order = [points for points in given if points is not None]
    if order != sorted(order):
        yield (f"method {method.id!r} must have 0 <= pass_points <= distinction_points <= points")
    for name in ("minutes", "min_questions"):
        value = getattr(method, name)
        if value is not None and value < 0:
            yield f"method {method.id!r} has {name} below 0"


def _map(owner: str, ksbs: Sequence[str], codes: Sequence[str]) -> Iterator[str]:
    yield from _twice(f"in {owner}, KSB code", ksbs)
    for code in ksbs:
        if code not in codes:
            yield f"{owner} names KSB {code!r}, which is not among the ksbs"


def _twice(what: str, values: Sequence[Any]) -> Iterator[str]:
    for value in {value: None for value in values if values.count(value) > 1}:
        yield f"{what} {value!r} stands twice"


def _texts(value: Any, where: str) -> Iterator[str]:
    """Text that a screen could not show on a line, in a standard as plain tables and lists."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _texts(item, f"{where}, {name}" if where else name)
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value, 1):
            yield from _texts(item, f"{where} {number}")
    elif isinstance(value, str):
        if not value.strip() and where not in _MAY_BE_EMPTY:
            yield f"{where} is empty"
        if len(value) > _LONGEST:
            yield f"{where} is longer than {_LONGEST} characters"
        # Few texts hold what cannot be printed; a no-break space may stay.
        if not value.isprintable() and any(category(sign) == "Cc" for sign in value):
            yield f"{where} holds a line break or another control character"
