"""Write docs/keys.md from the registry of actions: python docs/make_keys.py."""

from pathlib import Path

from tutor_tui.actions import ACTIONS, MOVING, TABS, key_name

WHERE = {
    "caseload": "caseload",
    "record": "record",
    **{f"record.{tab}": f"record, {label}" for tab, label in TABS.items()},
    "history": "history",
    "plan": "plan",
}


def table() -> str:
    """The whole page."""
    lines = [
        "# Keys",
        "",
        "Made from the program's own registry of actions by `python docs/make_keys.py`.",
        "",
        "| key | what it does | where | id in the configuration |",
        "|---|---|---|---|",
    ]
    for action in ACTIONS:
        keys = " ".join(f"`{key_name(key)}`" for key in action.keys)
        where = ", ".join(WHERE[view] for view in action.views) or "everywhere"
        lines.append(f"| {keys} | {action.help} | {where} | {action.id} |")
    lines += [
        "| `0` ... `7` | Show only learners of one state; the same again shows all. | caseload | |",
        "| `1` ... `9`, `0` | Open a tab. | record | |",
    ]
    for keys, told in MOVING:
        named = " ".join(f"`{key_name(key)}`" for key in keys.split())
        lines.append(f"| {named} | {told} | every list | |")
    lines += [
        "",
        "In a form: `Tab`, `Enter` and the arrows go to the next field, `F2` saves, `Esc` leaves "
        "without saving. A choice takes the arrows, the space bar or a first letter. A day may be "
        "typed as `4/12`, `4 dec`, `fri`, `+3`, `today` or `2026-12-04`, a time as `10`, `10:30` "
        "or `2pm`.",
        "",
        "Where somebody else has changed the same fields meanwhile: `m` or the left arrow takes "
        "your value of the chosen field, `t` or the right arrow theirs, `M` and `T` do so for "
        "every field, `F2` or `s` saves, `Esc` goes back without saving.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    (Path(__file__).parent / "keys.md").write_text(table(), encoding="utf-8")
