"""What a person says once of the codes in their provider's ILR files, to be remembered."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar, get_args

import msgspec

from tutor_tui.errors import WrongUsage
from tutor_tui.model.common import Level
from tutor_tui.text import line
from tutor_tui.workspace.import_maps import AimMeaning, AimSubject, ImportMaps
from tutor_tui.workspace.workspace import Workspace

NEITHER = "none"
"""What is said of an aim that is neither English nor maths."""

T = TypeVar("T")

_AIM = re.compile(r"[A-Z0-9]{1,8}")


def with_answers(
    maps: ImportMaps,
    workspace: Workspace,
    *,
    aims: Sequence[str] = (),
    t_levels: Sequence[str] = (),
    tutors: Sequence[str] = (),
) -> ImportMaps:
    """The maps with what was said.

    Args:
        maps: What is remembered already.
        workspace: Where the programmes and tutors are.
        aims: Such as `60342344=english:2`, or `60342344=none` for one that is neither.
        t_levels: Such as `ZTLOS006=TLEVEL-SMS`: an aim's reference and a programme's id.
        tutors: Such as `T7=khan`: the provider's code, and a tutor's id, login or name.

    Raises:
        WrongUsage: One of them cannot be read, or names no programme or tutor there is.
    """
    return msgspec.structs.replace(
        maps,
        aims={**maps.aims, **_read(aims, "AIM=SUBJECT:LEVEL", aim_code, _meaning)},
        t_levels={
            **maps.t_levels,
            **_read(t_levels, "AIM=PROGRAMME", aim_code, partial(_t_level, workspace)),
        },
        tutors={
            **maps.tutors,
            **_read(
                tutors, "CODE=TUTOR", tutor_code, lambda given: workspace.choose_tutor(given).id
            ),
        },
    )


def aim_code(text: str) -> str:
    """An aim's reference as it is remembered.

    Raises:
        WrongUsage: It cannot be one.
    """
    code = line(text).upper()
    if not _AIM.fullmatch(code):
        raise WrongUsage(f"{line(text)!r} is no aim's reference, such as 60342344")
    return code


def tutor_code(text: str) -> str:
    """A provider's code for a tutor as it is remembered, blind to case."""
    return line(text).casefold()


def _read(
    given: Sequence[str], form: str, code: Callable[[str], str], meaning: Callable[[str], T]
) -> dict[str, T]:
    found: dict[str, T] = {}
    for text in given:
        key, _, value = text.rpartition("=")
        if not line(key) or not line(value):
            raise WrongUsage(f"{line(text)!r}: give {form}")
        found[code(key)] = meaning(line(value))
    return found


def _meaning(text: str) -> AimMeaning | None:
    if text.casefold() == NEITHER:
        return None
    word, _, number = text.partition(":")
    subjects = {name: name for name in get_args(AimSubject)}
    levels = {name.casefold(): name for name in get_args(Level)}
    subject, level = subjects.get(word.strip().casefold()), levels.get(number.strip().casefold())
    if subject is None or level is None:
        raise WrongUsage(
            f"{text!r}: give {' or '.join(subjects)} with the level, "
            f"{', '.join(get_args(Level))}, such as english:2; or none"
        )
    return AimMeaning(subject=subject, level=level)


def _t_level(workspace: Workspace, given: str) -> str:
    ids = [one.id for one in workspace.catalogue.all() if one.kind == "t_level"]
    for known in ids:
        if known.casefold() == given.casefold():
            return known
    raise WrongUsage(f"{given!r} is no T Level of the catalogue; there are: {', '.join(ids)}")
