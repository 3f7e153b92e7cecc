"""Write docs/rules.md from the rules and the settings themselves: python docs/make_rules.py."""

from pathlib import Path
from typing import get_type_hints

from tutor_tui.model.common import Cadence
from tutor_tui.model.settings import MEANINGS, UNCONFIRMED, Settings, Weights
from tutor_tui.rules.rule import RULES, Rule

RULES_INTRO = """\
# Rules

Made from the program's own rules by `python docs/make_rules.py`. Every verdict on a
screen or in a listing names its rule. What no source confirms is marked so here and in
the verdict's words; `tutor-tui why LEARNER` tells it of one learner.

| id | rule | source | applies | confirmed |
|---|---|---|---|---|
"""
SETTINGS_INTRO = """\

## Settings

The figures above are settings of the workspace, shown here as they are shipped. They stand in
its `workspace.json`, under `settings`; one that is left out is as shipped. The file is the
administrator's to write, and is read whenever the program starts. A value out of its limits is
named in one line, and nothing is opened until it is mended. `tutor-tui why` tells each rule with
the figures that are set.

    {"schema": 1, "settings": {"review_weeks": 10, "cadence": {"min_weeks": 3, "max_weeks": 4}}}

| setting | what it is for | shipped | limits | confirmed |
|---|---|---|---|---|
"""
WEIGHTS_INTRO = """\

The weights, under `weights` within the settings, are 0 to 10000 each:

| weight | shipped |
|---|---|
"""
STANDARDS = """\

## Figures of a standard

What a standard itself says stands in its file: the months to gateway, the length of the
assessment, the hours published for starts from 1 August 2025 (`otj_hours`, empty until somebody
sets it), the last funded start, the grades, the marks for points. A file of your own in the
workspace's `standards/` replaces a shipped one; see [standards.md](standards.md). Its
`unconfirmed` names the fields that no source confirms: take a name out once you have seen the
source. `tutor-tui standard show ID` marks them.
"""


def table() -> str:
    """The whole page."""
    weights = (_row(f"`{name}`", f"{default:g}") for name, default in _defaults(Weights()))
    return "".join(
        (
            RULES_INTRO,
            *(_rule(rule) for rule in RULES.values()),
            SETTINGS_INTRO,
            *(_setting(name, default) for name, default in _defaults(Settings())),
            WEIGHTS_INTRO,
            *weights,
            STANDARDS,
        )
    )


def _rule(rule: Rule) -> str:
    cells = (f"`{rule.id}`", rule.sentence, rule.source, _applies(rule))
    return _row(*cells, "yes" if rule.confirmed else "**no**")


def _applies(rule: Rule) -> str:
    if rule.applies_from and rule.applies_to:
        return f"{rule.applies_from} to {rule.applies_to}"
    if rule.applies_from:
        return f"from {rule.applies_from}"
    return f"to {rule.applies_to}" if rule.applies_to else "always"


def _setting(name: str, default: object) -> str:
    shipped, limits = str(default).lower(), ""
    if isinstance(default, Weights):
        shipped = "see below"
    elif isinstance(default, Cadence):
        shipped, limits = f"{default.min_weeks} and {default.max_weeks}", "1 to 52 each"
    elif isinstance(default, tuple):
        shipped = ", ".join(default)
    else:
        hint = get_type_hints(Settings, include_extras=True)[name]
        for mark in getattr(hint, "__metadata__", ()):
            limits = f"{mark.bounds['ge']} to {mark.bounds['le']}"
    confirmed = "**no**" if name in UNCONFIRMED else "yes"
    return _row(f"`{name}`", MEANINGS[name], shipped, limits, confirmed)


def _defaults(settings: Settings | Weights) -> list[tuple[str, object]]:
    return [(name, getattr(settings, name)) for name in settings.__struct_fields__]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    (Path(__file__).parent / "rules.md").write_text(table(), encoding="utf-8")
