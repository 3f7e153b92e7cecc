"""A table before it is imported: its columns and what they are taken for, and mappings kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from msgspec import structs

from tutor_tui.errors import WrongUsage
from tutor_tui.exchange import table_headings
from tutor_tui.exchange.table_fields import FIELDS, TableKind
from tutor_tui.exchange.table_file import read_table
from tutor_tui.exchange.table_headings import IGNORED, Column, key
from tutor_tui.exchange.table_headings import By as By
from tutor_tui.exchange.table_headings import parse_field as parse_field
from tutor_tui.exchange.table_headings import parse_mapping as parse_mapping
from tutor_tui.exchange.tables import MOST_BYTES, Progress, Table
from tutor_tui.text import line
from tutor_tui.workspace import import_maps
from tutor_tui.workspace.given_files import read_whole
from tutor_tui.workspace.import_maps import SavedTable

SAMPLES = 3

LONGEST_NAME = 80
"""Characters of a mapping's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedTable:
    """A table that was read, its kind, and what its columns are taken for.

    `saved` is the name of the kept mapping that was found by the headings, else empty.
    """

    table: Table
    kind: TableKind
    columns: tuple[Column, ...]
    saved: str = ""

    @property
    def doubts(self) -> list[str]:
        """What a person should look at, a sentence each."""
        doubts = [f"column {one.heading}: {one.doubt}" for one in self.columns if one.doubt]
        if self.table.other_sheets:
            others = ", ".join(self.table.other_sheets)
            doubts.insert(0, f"sheet {self.table.sheet} was read; not read: {others}")
        return doubts

    def samples(self, column: Column) -> tuple[str, ...]:
        """The first few different values of a column."""
        found: dict[str, None] = {}
        for _, cells in self.table.rows:
            if cells[column.place]:
                found[cells[column.place]] = None
            if len(found) == SAMPLES:
                break
        return tuple(found)

    def mapped(self, chosen: Mapping[str, str | None]) -> "MappedTable":
        """The same table with these headings mapped by a person; None leaves a column out.

        What was mapped before stays, but for a field that now is another column's.

        Raises:
            WrongUsage: A heading is not in the table, or a field not one of its kind.
        """
        before = {one.heading: one.field for one in self.columns if one.by == "given"}
        given = {heading: one for heading, one in before.items() if one not in chosen.values()}
        saved = {one.heading: one.field for one in self.columns if one.by == "saved"}
        kind, columns = table_headings.choose(self.table.headings, {**given, **chosen}, saved)
        return replace(self, kind=kind, columns=columns)


def read(
    file: Path,
    *,
    chosen: Mapping[str, str | None] | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> MappedTable:
    """Read a table and tell what its columns hold.

    A mapping that was kept and names headings of this table is used again; what is chosen now
    comes before it, and what it leaves open is guessed.

    Args:
        file: A CSV file or a workbook.
        chosen: Fields by heading; None leaves a column out.
        sheet: The sheet of a workbook.
        progress: Told the rows of a workbook read so far, and of how many.

    Raises:
        BadFile: It cannot be read or is no table, or the kept mappings are damaged.
        WrongUsage: What is chosen does not fit the table, or there is no such sheet.
    """
    data = read_whole(file, MOST_BYTES)
    chosen = chosen or {}
    kept = import_maps.load().tables
    mapped = [*chosen, *(heading for one in kept for heading in one.mapping)]
    table = read_table(data, file.name, sheet=sheet, mapped=mapped, progress=progress)
    saved = found_by_headings(kept, table.headings)
    fields = _fields(saved) if saved else {}
    kind, columns = table_headings.choose(table.headings, chosen, fields)
    return MappedTable(table=table, kind=kind, columns=columns, saved=saved.name if saved else "")


def keep(mapped: MappedTable, name: str) -> MappedTable:
    """Keep the mapping under a name, for the next table with these headings.

    One of the same name is replaced.

    Returns:
        The table with the name of what was kept.

    Raises:
        WrongUsage: The name says nothing or is too long.
        Refused: It cannot be kept.
    """
    name = line(name)
    if not name or len(name) > LONGEST_NAME:
        raise WrongUsage(f"a mapping's name has 1 to {LONGEST_NAME} characters")
    maps = import_maps.load()
    kept = SavedTable(
        name=name,
        headings=mapped.table.headings,
        mapping={
            one.heading: one.field or IGNORED
            for one in mapped.columns
            if one.heading and (one.field or one.by in ("given", "saved"))
        },
    )
    others = [one for one in maps.tables if one.name.casefold() != name.casefold()]
    import_maps.save(structs.replace(maps, tables=(*others, kept)))
    return replace(mapped, saved=name)


def found_by_headings(kept: Sequence[SavedTable], headings: Sequence[str]) -> SavedTable | None:
    """The kept mapping for a table with these headings, if there is one.

    One with the very same headings comes first, else that which maps most of them; all the
    headings that it maps must be there, for a system adds columns but seldom renames them.
    """
    there = {key(heading) for heading in headings}
    fitting = [
        one for one in kept if one.mapping and {key(heading) for heading in one.mapping} <= there
    ]
    return max(
        fitting,
        key=lambda one: ({*map(key, one.headings)} == there, len(one.mapping)),
        default=None,
    )


def fields_for(kind: TableKind) -> tuple[str, ...]:
    """The names of the fields a table of this kind may have, KSBs left out."""
    return tuple(FIELDS[kind])


def _fields(saved: SavedTable) -> dict[str, str | None]:
    """The fields of a kept mapping; one that is no more is guessed anew."""
    fields: dict[str, str | None] = {}
    for heading, word in saved.mapping.items():
        try:
            fields[heading] = parse_field(word)
        except WrongUsage:
            continue
    return fields
