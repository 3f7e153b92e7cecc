"""Choosing whose caseload to show."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from screens.bar import Bar, wrapped
from screens.record_list import Column, RecordList, Row
from tutor_tui.errors import TutorTuiError
from tutor_tui.workspace import tutors
from tutor_tui.workspace.workspace import Workspace

MOST_LINES = 4


class TutorsScreen(Screen[str | None]):
    """The tutors of the workspace; gives back the id of the one chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,h,left", "leave", show=False),
    ]

    def __init__(
        self, workspace: Workspace, question: str = "Whose caseload?", *, but: str = ""
    ) -> None:
        """Take the workspace whose tutors are listed, and the id of one who is not."""
        super().__init__()
        self._workspace = workspace
        self._question = question
        self._but = but

    def compose(self) -> ComposeResult:
        """Lay out title, list and keys."""
        yield Bar(id="tutors-title")
        yield RecordList(
            (Column("TUTOR", 0), Column("LOGIN", 16), Column("LEARNERS", 20)),
            empty="No tutors here: add one with tutor-tui tutor add.",
            id="tutors",
        )
        yield Bar(id="tutors-message")
        yield Bar(id="tutors-keys")

    def on_mount(self) -> None:
        """List the tutors."""
        self.query_one("#tutors-title", Bar).show([(f" {self._question}", "strong")])
        self.query_one("#tutors-keys", Bar).show(
            [(" enter", "key"), (" choose  ", "quiet"), ("esc", "key"), (" back", "quiet")]
        )
        try:
            entries = [one for one in tutors.listed(self._workspace) if one.id != self._but]
        except TutorTuiError as error:
            self.query_one("#tutors-message", Bar).show([(f" {error}", "alarm")])
            entries = []
        rows = [
            Row(
                entry.id,
                (
                    entry.tutor.name if entry.tutor else entry.id,
                    entry.tutor.login if entry.tutor else "",
                    str(entry.learners) if entry.tutor else "not readable",
                ),
                "plain" if entry.tutor else "quiet",
            )
            for entry in entries
        ]
        found = self.query_one("#tutors", RecordList)
        found.show_rows(rows)
        found.focus()
        self._why = {entry.id: entry.why for entry in entries if entry.tutor is None}

    def on_record_list_chosen(self, event: RecordList.Chosen) -> None:
        """Give back the tutor chosen."""
        event.stop()
        if event.row_id in self._why:
            lines = wrapped(self._why[event.row_id], self.size.width - 2, MOST_LINES)
            message = self.query_one("#tutors-message", Bar)
            message.styles.height = len(lines)
            message.show(*([(f" {line}", "alarm")] for line in lines))
        else:
            self.dismiss(event.row_id)

    def action_leave(self) -> None:
        """Leave without choosing."""
        self.dismiss(None)
