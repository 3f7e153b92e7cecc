"""A yardstick for filtering: an input, and a table filled again at every key. Takes the rows."""

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Input


class BareFilter(App[None]):
    """An input and a table of six columns."""

    def compose(self) -> ComposeResult:
        """Lay them out."""
        field = Input(compact=True)
        field.cursor_blink = False
        yield field
        yield DataTable[str](cursor_type="row")

    def on_mount(self) -> None:
        """Fill the table."""
        count = int(sys.argv[1])
        self._cells = [[f"row{row} cell{cell}" for cell in range(6)] for row in range(count)]
        self.query_one(DataTable).add_columns(*(f"Column {number}" for number in range(6)))
        self._show("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the rows that hold the text."""
        self._show(event.value)

    def _show(self, text: str) -> None:
        table = self.query_one(DataTable)
        table.clear()
        table.add_rows(cells for cells in self._cells if text in cells[0])


if __name__ == "__main__":
    BareFilter().run()
