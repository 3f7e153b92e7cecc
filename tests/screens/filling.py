"""What the tests of forms share: the form that is open, what it refuses, typing over a field."""

from textual.pilot import Pilot

from screens.bar import Bar
from screens.form import FormScreen
from tutor_tui.app import TutorTui


def form_of(app: TutorTui) -> FormScreen:
    """The form that is open."""
    assert isinstance(app.screen, FormScreen)
    return app.screen


def complaint(app: TutorTui) -> str:
    """What the open form says is wrong."""
    return form_of(app).query_one("#form-error", Bar).text.strip()


async def replace_with(pilot: Pilot[None], text: str) -> None:
    """Type over what stands in the field."""
    await pilot.press("end", "ctrl+u", *text)
