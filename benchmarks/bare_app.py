"""The yardstick: the least that Textual draws a table with. Takes the number of rows."""

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header


class BareApp(App[None]):
    """A header, a table of six columns, a footer."""

    def compose(self) -> ComposeResult:
        """Lay them out."""
        yield Header()
        yield DataTable[str](cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        table.add_columns(*(f"Column {number}" for number in range(6)))
        table.add_rows(
            [f"row{row} cell{cell}" for cell in range(6)] for row in range(int(sys.argv[1]))
        )


if __name__ == "__main__":
    BareApp().run()
