"""`standard`: the catalogue."""

from pathlib import Path
from typing import Any

import click

from tutor_tui.cli.arguments import Noun
from tutor_tui.cli.out import Column, columns_available, emit, say, say_wrapped, table, warn
from tutor_tui.cli.session import Session, common
from tutor_tui.model.standard import Standard
from tutor_tui.rules.ksbs import code_order
from tutor_tui.rules.words import count, listing
from tutor_tui.workspace.catalogue import Catalogue, catalogue_of, fragile, grid

NOT_KNOWN = "not known"
_COLUMNS = (
    Column("ID", 12),
    Column("VERSION", 9),
    Column("LEVEL", 9),
    Column("STARTS FROM", 11),
    Column("STARTS TO", 11),
    Column("NAME", 0),
)


@click.group("standard", cls=Noun)
def standard_command() -> None:
    """The catalogue of standards: list, show, add."""


@standard_command.command("list")
@common
def list_(session: Session) -> None:
    """List every standard and version of the catalogue."""
    standards = _catalogue(session).all()
    if session.as_json:
        emit({"version": 1, "standards": [_short(standard) for standard in standards]})
        return
    table(
        _COLUMNS,
        [
            (
                standard.id,
                standard.version or "-",
                _known(standard.level),
                _known(standard.starts_from),
                str(standard.starts_to or ("open" if standard.starts_from else NOT_KNOWN)),
                standard.name,
            )
            for standard in standards
        ],
    )


@standard_command.command("show")
@click.argument("id_", metavar="ID")
@click.option("--version", "version", help="The newest where not given.")
@common
def show(session: Session, *, id_: str, version: str | None) -> None:
    """Show standard ID: facts, KSBs, and the grid of duties by KSBs."""
    standard = _catalogue(session).get(id_, version)
    if session.as_json:
        emit({"version": 1, "standard": _whole(standard)})
        return
    say_wrapped("", f"{standard.label} {standard.name}")
    for label, text in _facts(standard):
        say_wrapped(f"  {label:<18} ", text)
    if any(duty.ksbs for duty in standard.duties):
        say()
        _print_grid(standard)
    if standard.duties:
        say()
        say(f"DUTIES{_doubt(standard, 'duties')}")
    for duty in standard.duties:
        say_wrapped(f"{duty.number:>4}  ", duty.text)
    if standard.ksbs:
        say()
        say(f"KSBs{_doubt(standard, 'ksbs')}")
    for ksb in standard.ksbs:
        say_wrapped(f"{ksb.code:>4}  ", ksb.text)
    for method in standard.methods:
        say()
        say_wrapped("", f"ASSESSMENT: {method.name}{_doubt(standard, 'methods')}")
        minutes = f"{method.minutes} minutes" if method.minutes else f"length {NOT_KNOWN}"
        grades = ", ".join(method.grades) or NOT_KNOWN
        say_wrapped("      ", f"{minutes}; grades: {grades}")
        if method.points is not None:
            marks = (("pass at", method.pass_points), ("distinction at", method.distinction_points))
            told = ", ".join(f"{what} {_known(points)}" for what, points in marks)
            say_wrapped("      ", f"{count(method.points, 'point')}: {told}")
        for rule in method.rules:
            say_wrapped("      ", rule)
    for note in standard.notes:
        say()
        say_wrapped("  ", note)
    say()
    say_wrapped("  ", f"Source: {standard.source}")
    say_wrapped("  ", standard.licence)


@standard_command.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Take the place of one of the same version.")
@click.option(
    "--ends-earlier",
    is_flag=True,
    help="Versions that go on end the day before a new one begins.",
)
@click.option("--dry-run", is_flag=True, help="Check only; change nothing.")
@common
def add(session: Session, *, file: Path, replace: bool, ends_earlier: bool, dry_run: bool) -> None:
    """Add the standards in FILE to the workspace's catalogue.

    FILE is one standard as the catalogue's own TOML, or one or several as Skills England
    publishes them, in JSON. It is checked whole before anything is written.
    """
    from tutor_tui.workspace import standard_adding  # the shipped catalogue needs no workspace

    addition = standard_adding.add(
        session.workspace(), file, replace=replace, ends_earlier=ends_earlier, dry_run=dry_run
    )
    if session.as_json:
        changed = (*addition.standards, *addition.ended)
        forms = [{**_short(one.standard), "replaces": one.replaces} for one in changed]
        emit({"version": 1, "dry_run": dry_run, "changed": forms})
    for one in () if session.as_json else addition.standards:
        verb = "Would add" if dry_run else "Added"
        place = {None: "", "added": ", in place of the one added before"}.get(
            one.replaces, ", in place of the one that comes with the program"
        )
        known = count(len(one.standard.ksbs), "KSB")
        duties = count(len(one.standard.duties), "duty", "duties")
        say(f"{verb} {one.standard.label} {one.standard.name}: {known}, {duties}{place}.")
    for one in () if session.as_json else addition.ended:
        verb = "would end" if dry_run else "ends"
        say(f"{one.standard.label} {verb} with starts of {one.standard.starts_to}.")
    for warning in addition.warnings:
        warn(warning)


def _catalogue(session: Session) -> Catalogue:
    """The workspace's catalogue; the shipped one where there is no workspace yet."""
    return catalogue_of(session.workspace_flag)


def _facts(standard: Standard) -> list[tuple[str, str]]:
    def mark(name: str, text: str) -> str:
        return text + _doubt(standard, name)

    def fact(label: str, name: str, words: str = "{}") -> tuple[str, str]:
        value = getattr(standard, name)
        text = NOT_KNOWN if value is None else words.format(value)
        return label, mark(name, text)

    skills = ", ".join(f"{skill.subject} {skill.level}" for skill in standard.skills)
    facts = [
        ("Kind", standard.kind.replace("_", " ").replace("t level", "T Level")),
        fact("Level", "level"),
        fact("LARS code", "lars"),
        fact("Starts from", "starts_from"),
        (
            "Starts to",
            mark(
                "starts_to",
                str(standard.starts_to or ("open" if standard.starts_from else NOT_KNOWN)),
            ),
        ),
        fact("To gateway", "months_to_gateway", "{} months"),
        fact("Assessment period", "epa_months", "{} months"),
        fact("Most funding", "max_funding", "£{}"),
        ("Skills", skills or "none asked for"),
        ("Gateway", mark("gateway", ", ".join(standard.gateway) or "none")),
        ("Visit cadence", "as the provider's" if standard.has_cadence else "none unless set"),
    ]
    placement = [
        count(least, unit)
        for least, unit in ((standard.placement_days, "day"), (standard.placement_hours, "hour"))
        if least is not None
    ]
    if placement:
        facts.append(("Placement", f"at least {listing(placement)}"))
    if standard.kind == "apprenticeship":
        facts.append(fact("Published hours", "otj_hours", "{} off the job"))
    if standard.last_funded_start:
        facts.append(fact("Last funded start", "last_funded_start"))
    if standard.grading:
        rows = "; ".join(f"{' + '.join(row.methods)} = {row.overall}" for row in standard.grading)
        facts.append(("Overall grade", mark("grading", rows)))
    return facts


def _print_grid(standard: Standard) -> None:
    """Duties down, KSBs across, as many as fit; fragile KSBs marked with an asterisk."""
    codes = sorted((ksb.code for ksb in standard.ksbs), key=code_order)
    order = [ksb.code for ksb in standard.ksbs]
    weak = fragile(standard)
    rows = grid(standard)
    per_block = max((columns_available() - 8) // 4, 1)
    for start in range(0, len(codes), per_block):
        block = codes[start : start + per_block]
        say("duty    " + "".join(f"{code:>4}" for code in block))
        for duty, row in zip(standard.duties, rows, strict=True):
            cells = "".join(f"{'x' if row[order.index(code)] else '.':>4}" for code in block)
            say(f"{duty.number:>4}    {cells}")
        say("fragile " + "".join(f"{'*' if code in weak else '':>4}" for code in block))
        say()
    say("* fragile: hangs on one duty alone")


def _doubt(standard: Standard, name: str) -> str:
    """What is said after a fact that no source confirms."""
    return " (unconfirmed)" if name in standard.unconfirmed else ""


def _known(value: object) -> str:
    return NOT_KNOWN if value is None else str(value)


def _short(standard: Standard) -> dict[str, Any]:
    return {
        "id": standard.id,
        "version": standard.version,
        "name": standard.name,
        "kind": standard.kind,
        "level": standard.level,
        "lars": standard.lars,
        "starts_from": standard.starts_from.isoformat() if standard.starts_from else None,
        "starts_to": standard.starts_to.isoformat() if standard.starts_to else None,
        "ksbs": len(standard.ksbs),
    }


def _whole(standard: Standard) -> dict[str, Any]:
    import msgspec

    form: dict[str, Any] = msgspec.to_builtins(standard)
    return {**form, "fragile": sorted(fragile(standard), key=code_order)}
