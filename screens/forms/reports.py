"""Forms of reports: a learner's progress update, and the caseload's audit pack."""

import re
from collections.abc import Callable
from pathlib import Path

from screens.form import Field, FormScreen
from tutor_tui.errors import WrongUsage
from tutor_tui.model.learner import Learner
from tutor_tui.typed import typed_day
from tutor_tui.workspace.audit_report import audit_report, audits
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.location import path_given
from tutor_tui.workspace.progress_update import progress_update
from tutor_tui.workspace.report_files import Report, format_of, rendered, write_report
from tutor_tui.workspace.reports import progress_report
from tutor_tui.workspace.workspace import Workspace

AS = ("file", "text")
ENDINGS = "A file that ends in .html is a page that a browser shows and prints, in .md Markdown."
AS_TEXT = "As text it is shown here, ready to paste, and copied."


def report_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, show: Callable[[str], None]
) -> FormScreen:
    """Write a learner's progress update; `show` is given it where it is wanted as text."""
    today = workspace.today

    def submit(values: dict[str, str]) -> str:
        since = typed_day(values["since"], today) if values["since"].strip() else None
        page = LearnerPage(workspace, caseload, learner)
        update = progress_update(page.standing, page.folder, caseload.tutor.name, since)
        return _given(progress_report(update), values, show)

    return FormScreen(
        f"Progress update: {learner.name}",
        [
            Field(name="as", label="As", choices=AS),
            Field(name="file", label="File", value=f"~/progress-{_plain(learner.ref)}.html"),
            Field(name="since", label="Since", hint="the last review if blank; 1 sep"),
        ],
        submit,
        notes=[ENDINGS, AS_TEXT, "Private notes are never in it."],
        verb="Make",
    )


def audit_form(workspace: Workspace, caseload: Caseload, show: Callable[[str], None]) -> FormScreen:
    """Write the caseload's audit pack; `show` is given it where it is wanted as text."""

    def submit(values: dict[str, str]) -> str:
        settings, today = workspace.settings, workspace.today
        found = audits([caseload], settings, today, None)
        whose = caseload.tutor.name
        return _given(audit_report(found, settings, today, whose=whose, left_out=[]), values, show)

    return FormScreen(
        f"Audit pack: {caseload.tutor.name}'s caseload",
        [
            Field(name="as", label="As", choices=AS),
            Field(name="file", label="File", value="~/audit-pack.html"),
        ],
        submit,
        notes=[
            ENDINGS,
            AS_TEXT,
            "Of every learner: what evidence is there, what is missing, and by which rule.",
        ],
        verb="Make",
    )


def _given(report: Report, values: dict[str, str], show: Callable[[str], None]) -> str:
    """Write the report, or show it; what was done in words."""
    if values["as"] == "text":
        show(rendered(report, "markdown").decode())
        return f"{report.title} is shown as text."
    if not values["file"].strip():
        raise WrongUsage("File: give the name of the file to write")
    path: Path = path_given(values["file"].strip())
    write_report(report, format_of(path), path)
    return f"Wrote {path}."


def _plain(ref: str) -> str:
    """The reference as part of a file's name."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", ref).strip("-").lower() or "learner"
