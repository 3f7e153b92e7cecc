"""Write docs/rules.md from the rules themselves: python docs/make_rules.py."""

from pathlib import Path

from tutor_tui.rules.rule import RULES, Rule


def table() -> str:
    """The whole page."""
    lines = [
        "# Rules",
        "",
        "Made from the program's own rules by `python docs/make_rules.py`. Every verdict on a",
        "screen or in a listing names its rule. What no source confirms is marked so here and in",
        "the verdict's words.",
        "",
        "| id | rule | source | applies | confirmed |",
        "|---|---|---|---|---|",
    ]
    for rule in RULES.values():
        confirmed = "yes" if rule.confirmed else "**no**"
        cells = (f"`{rule.id}`", rule.sentence, rule.source, _applies(rule), confirmed)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _applies(rule: Rule) -> str:
    if rule.applies_from and rule.applies_to:
        return f"{rule.applies_from} to {rule.applies_to}"
    if rule.applies_from:
        return f"from {rule.applies_from}"
    return f"to {rule.applies_to}" if rule.applies_to else "always"


if __name__ == "__main__":
    (Path(__file__).parent / "rules.md").write_text(table(), encoding="utf-8")
