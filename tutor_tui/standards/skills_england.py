"""Standards as Skills England publishes them: the JSON of its catalogue of apprenticeships.

A standard there has its knowledge, skills and behaviours as three lists without codes: the code
is the place in the list. Duties name what they carry by the identifiers of those lists' items.
Texts are HTML.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import msgspec

from tutor_tui.errors import BadFile
from tutor_tui.london import london_date
from tutor_tui.model.standard import Duty, GatewayCode, Ksb, RequiredSkill, Standard
from tutor_tui.standards.html_text import plain

LARGEST: Final = 20_000_000
"""Bytes of the largest file that is read: some hundred standards."""

MOST_STANDARDS: Final = 100
_MOST_ITEMS: Final = 500
_LONGEST_HTML: Final = 20_000
_NO_TEXT: Final = {"", "."}
"""What stands for a duty where a standard has none."""

_LISTS: Final = (
    ("K", "knowledges", "knowledgeId", "mappedKnowledge"),
    ("S", "skills", "skillId", "mappedSkills"),
    ("B", "behaviours", "behaviourId", "mappedBehaviour"),
)
"""Letter of the codes, list, its items' identifier, and the name under which a duty maps it."""

_WHOLE: Final = re.compile(r"[0-9]{1,9}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})?)?")
_SKILLS: Final = tuple(
    RequiredSkill(subject=subject, level="2") for subject in ("english", "maths")
)
_GATEWAY: Final[tuple[GatewayCode, ...]] = ("duration", "ksbs", "hours", "organisation")
_LICENCE: Final = (
    "Contains public sector information licensed under the Open Government Licence v3.0."
)


def read(data: bytes, name: str) -> list[Standard]:
    """The standards of a file: one, or a list of them.

    Args:
        data: The whole file.
        name: The file's name, for messages.

    Raises:
        BadFile: It is no such file, or something in it is not what it must be; the message
            names the place.
    """
    try:
        content = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadFile(f"{name}: not valid JSON: {error}.") from None
    except RecursionError:
        raise BadFile(f"{name}: lists nested beyond all measure; not a standard.") from None
    found = content if isinstance(content, list) else [content]
    if not found or len(found) > MOST_STANDARDS:
        raise BadFile(f"{name}: it holds {len(found)} standards; give 1 to {MOST_STANDARDS}.")
    standards = []
    for number, item in enumerate(found, 1):
        where = f"{name}, standard {number}" if len(found) > 1 else name
        try:
            standards.append(_standard(item))
        except _Wrong as problem:
            raise BadFile(f"{where}: {problem}.") from None
    return standards


class _Wrong(Exception):
    """What is wrong and where in the standard, in a clause."""


def _standard(item: Any) -> Standard:
    if not isinstance(item, dict) or not isinstance(item.get("referenceNumber"), str):
        raise _Wrong("no standard of Skills England: it has no referenceNumber such as ST0148")
    codes: dict[str, str] = {}
    ksbs = [ksb for kind in _LISTS for ksb in _ksbs(item, kind, codes)]
    if not ksbs:
        raise _Wrong("it has no knowledges, skills or behaviours")
    level = _number(item, "level")
    skills = _SKILLS if level and level >= 3 else ()
    return Standard(
        id=_text(item, "referenceNumber").upper(),
        version=_version(item),
        name=_text(item, "title"),
        starts_from=_day(item, "earliestStartDate"),
        starts_to=_day(item, "latestStartDate"),
        level=level,
        lars=_number(item, "larsCode") or None,
        months_to_gateway=_number(item, "typicalDuration") or None,
        epa_months=_number(item, "ePALength") or None,
        max_funding=_number(item, "maxFunding"),
        otj_hours=_number(item, "minimumHoursForCompliance") or None,
        ksbs=tuple(ksbs),
        duties=tuple(_duties(item, codes)),
        skills=skills,
        gateway=(*(skill.subject for skill in skills), *_GATEWAY),
        unconfirmed=("skills", "gateway"),
        notes=tuple(_notes(item)),
        source=_source(item),
        licence=_LICENCE,
    )


def _ksbs(item: Mapping[str, Any], kind: tuple[str, str, str, str], codes: dict[str, str]) -> Any:
    """One list's items under their codes; `codes` is filled in by identifier."""
    letter, list_name, id_name, _ = kind
    for number, one in enumerate(_list(item, list_name), 1):
        code = f"{letter}{number}"
        where = f"{list_name} {number}"
        identifier = _identifier(one.get(id_name), f"{where}, {id_name}")
        if identifier in codes:
            raise _Wrong(f"{where} has the {id_name} of {codes[identifier]}")
        codes[identifier] = code
        text = _html(one.get("detail"), f"{where}, detail")
        # some texts begin with the code they have by their place
        text = re.sub(rf"\A{code}\b[\s:.)-]*", "", text, flags=re.I) or text
        if text in _NO_TEXT:
            raise _Wrong(f"{where}, detail: it says nothing")
        yield Ksb(code=code, text=text)


def _duties(item: Mapping[str, Any], codes: Mapping[str, str]) -> Iterator[Duty]:
    for number, one in enumerate(_list(item, "duties"), 1):
        text = _html(one.get("dutyDetail"), f"duties {number}, dutyDetail")
        text = re.sub(rf"\Aduty {number}\b[\s:.)-]*", "", text, flags=re.I) or text
        if text in _NO_TEXT:
            continue
        yield Duty(number=number, text=text, ksbs=tuple(_mapped(one, number, codes)))


def _mapped(duty: Mapping[str, Any], number: int, codes: Mapping[str, str]) -> list[str]:
    """The codes a duty carries, in the order of the lists."""
    carried: set[str] = set()
    for letter, list_name, _, map_name in _LISTS:
        where = f"duties {number}, {map_name}"
        for value in _items(duty, map_name, f"duties {number}, "):
            code = codes.get(_identifier(value, where), "")
            if not code.startswith(letter):
                raise _Wrong(f"{where}: {_quoted(value)} is not among the {list_name}")
            carried.add(code)
    return [code for code in codes.values() if code in carried]


def _notes(item: Mapping[str, Any]) -> Iterator[str]:
    yield (
        "The file says nothing of functional skills, gateway and assessment: what is here is asked "
        "of every apprenticeship of this level."
    )
    if item.get("coreAndOptions") is True:
        yield "The standard has options; duties and KSBs of all of them are here."


def _source(item: Mapping[str, Any]) -> str:
    told = f"Skills England, occupational standard {_text(item, 'referenceNumber')}"
    updated = _day(item, "lastUpdated")
    return f"{told}, updated {updated}" if updated else told


def _version(item: Mapping[str, Any]) -> str | None:
    """The version's number: `1.2` of 1.2, "1.2" and "v1.2"; None where there is none."""
    for name in ("version", "versionNumber"):
        value = item.get(name)
        if isinstance(value, int | float | str) and not isinstance(value, bool) and value != "":
            text = str(value).strip().lower().removeprefix("v")
            return f"{text}.0" if _WHOLE.fullmatch(text) else text
    return None


def _text(item: Mapping[str, Any], name: str) -> str:
    text = _html(item.get(name), name)
    if not text:
        raise _Wrong(f"{name}: it says nothing")
    return text


def _html(value: Any, where: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Wrong(f"{where}: it must be text")
    if len(value) > _LONGEST_HTML:
        raise _Wrong(f"{where}: longer than {_LONGEST_HTML} characters")
    try:
        return plain(value)
    except ValueError:
        raise _Wrong(f"{where}: it is not HTML") from None


def _number(item: Mapping[str, Any], name: str) -> int | None:
    """A whole number, which some fields hold as text: 1,234."""
    value = item.get(name)
    if isinstance(value, str):
        digits = value.strip().replace(",", "")
        value = int(digits) if _WHOLE.fullmatch(digits) else value or None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise _Wrong(f"{name}: {_quoted(value)} is no whole number")
    return value


def _day(item: Mapping[str, Any], name: str) -> date | None:
    """The day of a date or of a moment: as it is written, London's where it has a zone."""
    value = item.get(name)
    if value is None or value == "":
        return None
    try:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ValueError
        moment = datetime.fromisoformat(value)
        return london_date(moment) if moment.tzinfo else moment.date()
    except (ValueError, OverflowError):
        raise _Wrong(f"{name}: {_quoted(value)} is no date") from None


def _list(item: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects; an absent one is empty."""
    items = _items(item, name, "")
    for number, one in enumerate(items, 1):
        if not isinstance(one, dict):
            raise _Wrong(f"{name} {number}: it must be an object")
    return list(items)


def _items(item: Mapping[str, Any], name: str, where: str) -> Sequence[Any]:
    value = item.get(name)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _Wrong(f"{where}{name}: it must be a list")
    if len(value) > _MOST_ITEMS:
        raise _Wrong(f"{where}{name}: more than {_MOST_ITEMS} items")
    return value


def _identifier(value: Any, where: str) -> str:
    """An identifier, blind to case and braces, as systems write theirs differently."""
    if not isinstance(value, str) or not value.strip("{} "):
        raise _Wrong(f"{where}: it must be an identifier")
    return value.strip("{} ").casefold()


def _quoted(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"
