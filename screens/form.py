"""A form: fields from top to bottom, one operation when it is saved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from screens.bar import Bar, Span, wrapped
from screens.draw_once import draw_once
from screens.line_field import LineField
from screens.prompt import Prompt
from tutor_tui.errors import TutorTuiError
from tutor_tui.workspace.clashes import Clash

SAVE = "Save"
TAKEN_UP = "Taken up from what was typed when the line dropped."

Submit = Callable[[dict[str, str]], str]
"""Performs the operation with the fields' values; returns what to tell the user."""
Follow = Callable[[dict[str, str]], dict[str, str]]
"""What is proposed for some fields, now that the others hold these values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: its name, label, first value and hint.

    `choices` make it a choice; `lines` above one make it a text of several lines, so many of
    which are seen.
    """

    name: str
    label: str
    value: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()
    lines: int = 1


class Choice(Bar, can_focus=True):
    """One of a few words, chosen by the arrows, the space bar or a first letter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "step(1)", show=False),
        Binding("left", "step(-1)", show=False),
        Binding("enter", "app.focus_next", show=False),
    ]

    class Changed(Message):
        """Another word has been chosen."""

    def __init__(self, choices: Sequence[str], value: str, *, id: str | None = None) -> None:
        """Begin with the value, or the first choice."""
        super().__init__(id=id)
        self._choices = tuple(choices)
        self._index = self._choices.index(value) if value in self._choices else 0

    @property
    def value(self) -> str:
        """The word chosen."""
        return self._choices[self._index]

    def on_mount(self) -> None:
        """Show the choices."""
        self._draw()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show whether the keys go here."""
        super().watch_has_focus(has_focus)
        self._draw()

    def action_step(self, by: int) -> None:
        """Choose the next word, or the one before."""
        self._choose((self._index + by) % len(self._choices))

    def on_key(self, event: events.Key) -> None:
        """Choose by first letter; the same letter again goes on to the next."""
        if not event.character or not event.character.isalnum():
            return
        starts = [
            n
            for n, word in enumerate(self._choices)
            if word.casefold().startswith(event.character.casefold())
        ]
        if starts:
            event.stop()
            self._choose(next((n for n in starts if n > self._index), starts[0]))

    def choose(self, value: str) -> None:
        """Choose a word, without telling of it."""
        self._index = self._choices.index(value)
        self._draw()

    def _choose(self, index: int) -> None:
        self._index = index
        self._draw()
        self.post_message(self.Changed())

    def on_resize(self) -> None:
        """Fit the words to the window."""
        self._draw()

    def _draw(self) -> None:
        words = [word.replace("_", " ") for word in self._choices]
        first = 0
        # where not all fit, begin so far to the right that the chosen one does
        while first < self._index and _width(words[first : self._index + 1]) > self.size.width:
            first += 1
        spans = [("> " if self.has_focus else "  ", "key"), ("… " if first else "", "quiet")]
        for n, word in enumerate(words[first:], first):
            chosen = n == self._index
            spans.append((f"[{word}]" if chosen else f" {word} ", "chosen" if chosen else "quiet"))
        self.show(spans)


def _width(words: Sequence[str]) -> int:
    return 4 + sum(len(word) + 2 for word in words)


class Label(Bar):
    """What a field is called; a kind of its own, since a class given later costs a new styling."""


class SaveButton(Bar, can_focus=True):
    """What is pressed when the form is filled in; it says what that does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "screen.save", show=False),
    ]

    def __init__(self, verb: str) -> None:
        """Take what it does, in a word."""
        super().__init__(id="save")
        self._verb = verb

    def on_mount(self) -> None:
        """Show it."""
        self._draw()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show whether Enter presses it."""
        super().watch_has_focus(has_focus)
        self._draw()

    def _draw(self) -> None:
        tone = "chosen" if self.has_focus else "strong"
        self.show([("> " if self.has_focus else "  ", "key"), (f" {self._verb} ", tone)])


class FormScreen(Screen[str | None]):
    """A form over the whole screen; gives back what to tell the user, None if left."""

    focused = Reactive[Widget | None](None, repaint=False)
    """As Textual has it, but without drawing the whole screen at every change of the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "save", show=False),
        Binding("escape", "leave", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        submit: Submit,
        *,
        notes: Sequence[str] = (),
        follow: Follow | None = None,
        verb: str = SAVE,
    ) -> None:
        """Take what the form asks and what saving it does.

        Args:
            title: What the form is for.
            fields: The fields from top to bottom.
            submit: Performs the operation; a `TutorTuiError` it raises is shown, and the
                form stays.
            notes: Lines shown below the fields.
            follow: What other fields propose for some, asked at every change; what a person
                has typed into such a field stays.
            verb: What is done with what is filled in, where it is not saved.
        """
        super().__init__()
        self.form_title = title
        self._fields = tuple(fields)
        self._submit = submit
        self._notes = tuple(notes)
        self._follow = follow
        self._verb = verb
        self._proposed = {field.name: self._first(field) for field in self._fields}
        """What each field holds as long as nobody has typed into it."""
        self._taken_up: Mapping[str, str] = {}

    def take_up(self, values: Mapping[str, str]) -> None:
        """Begin with what was typed before the line dropped; to be called before it is shown."""
        self._taken_up = values
        if values:
            self._notes = (TAKEN_UP, *self._notes)

    @property
    def typed(self) -> dict[str, str]:
        """What has been typed or chosen and not been saved; empty where nothing has."""
        values = self._values()
        return {} if values == self._proposed else values

    def compose(self) -> ComposeResult:
        """Lay out title, fields, button, error and notes."""
        yield Bar(id="form-title")
        with VerticalScroll(id="form-fields", can_focus=False):
            for field in self._fields:
                with Horizontal(classes="field") as row:
                    row.styles.height = field.lines
                    yield Label(id=f"label-{field.name}")
                    yield self._widget(field)
            yield SaveButton(self._verb)
            yield Bar(id="form-notes")
        yield Bar(id="form-error")
        yield Prompt(id="form-question")
        yield Bar(id="form-keys")

    def on_mount(self) -> None:
        """Write the texts, and begin in the first field."""
        self.query_one("#form-title", Bar).show([(f" {self.form_title}", "strong")])
        for field in self._fields:
            self.query_one(f"#label-{field.name}", Bar).show([(field.label, "strong")])
        self.query_one("#form-keys", Bar).show(
            [
                (" Tab", "key"),
                (" next field   ", "quiet"),
                ("F2", "key"),
                (f" {self._verb.lower()}   ", "quiet"),
                ("Esc", "key"),
                (" leave without saving" if self._verb == SAVE else " leave", "quiet"),
            ]
        )
        self.query_one(f"#field-{self._fields[0].name}").focus()
        draw_once(self)
        self._load_border()
        if self._follow:
            self.call_after_refresh(self._propose)  # the form is seen first

    def on_resize(self) -> None:
        """Wrap the notes to the window."""
        lines: list[Span] = []
        for note in self._notes:
            indent = " " * (len(note) - len(note.lstrip()))
            first, *rest = wrapped(note.strip(), self.size.width - 6 - len(indent), 3) or [""]
            lines += [(indent + first, "quiet"), *((f"{indent}  {n}", "quiet") for n in rest)]
        notes = self.query_one("#form-notes", Bar)
        notes.styles.height = max(len(lines), 1)
        notes.show(*([line] for line in lines))

    def on_input_changed(self) -> None:
        """What is typed may say something of other fields."""
        self._propose()

    def on_choice_changed(self) -> None:
        """What is chosen may say something of other fields."""
        self._propose()

    def _propose(self) -> None:
        """Put what the other fields propose into those that nobody has typed into."""
        if self._follow is None:
            return
        values = self._values()
        for name, value in self._follow(values).items():
            if values[name] == self._proposed[name] != value:
                self._proposed[name] = value
                self._put(name, value)

    def on_input_submitted(self) -> None:
        """Enter goes on to the next field; saving is the button's."""
        self.focus_next()

    def action_save(self) -> None:
        """Perform the operation; what it refuses is shown, and nothing is lost.

        Where somebody else has changed the same fields meanwhile, the user chooses.
        """
        try:
            told = self._submit(self._values())
        except Clash as clash:
            self._choose(clash)
            return
        except TutorTuiError as error:
            self._complain(str(error))
            return
        self.dismiss(told)

    def _choose(self, clash: Clash) -> None:
        """Let the user choose between what was typed and what somebody else has saved."""
        from screens.clash import ClashScreen

        def chosen(told: str | None) -> None:
            if told is None:
                self._complain(str(clash))
            else:
                self.dismiss(told)

        self.app.push_screen(ClashScreen(clash), chosen)

    def action_page(self, by: int) -> None:
        """Scroll by a page, to what stands below the fields."""
        fields = self.query_one("#form-fields", VerticalScroll)
        fields.scroll_relative(y=by * fields.size.height, animate=False)

    def action_leave(self) -> None:
        """Leave, nothing being done; where something was typed, only after a question."""
        if self.typed:
            question = self.query_one("#form-question", Prompt)
            without = "without saving" if self._verb == SAVE else "and lose"
            question.ask(f"Leave {without} what was typed?", self._leave)
        else:
            self.dismiss(None)

    def _leave(self) -> None:
        self.dismiss(None)

    def _first(self, field: Field) -> str:
        """The value a field begins with."""
        if field.choices and field.value not in field.choices:
            return field.choices[0]
        return field.value

    def _values(self) -> dict[str, str]:
        return {field.name: self._value(field.name) for field in self._fields}

    def _value(self, name: str) -> str:
        widget = self.query_one(f"#field-{name}")
        if isinstance(widget, Input | Choice):
            return widget.value
        from screens.lines_field import LinesField

        assert isinstance(widget, LinesField)
        return widget.text

    def _put(self, name: str, value: str) -> None:
        widget = self.query_one(f"#field-{name}")
        if isinstance(widget, Input):
            widget.value = value
        elif isinstance(widget, Choice):
            widget.choose(value)

    def _complain(self, sentence: str) -> None:
        bar = self.query_one("#form-error", Bar)
        lines = wrapped(sentence, self.size.width - 4, 3)
        bar.styles.height = max(len(lines), 1)
        bar.show(*([(line, "alarm")] for line in lines))

    def _widget(self, field: Field) -> Widget:
        value = self._taken_up.get(field.name, self._first(field))
        if field.choices:
            return Choice(field.choices, value, id=f"field-{field.name}")
        if field.lines > 1:
            from screens.lines_field import LinesField

            return LinesField(value, placeholder=field.hint, id=f"field-{field.name}")
        field_input = LineField(
            value,
            placeholder=field.hint,
            id=f"field-{field.name}",
            compact=True,
        )
        field_input.cursor_blink = False
        return field_input

    def _load_border(self) -> None:
        """Load what saving needs while the user types: it takes a fifth of a second."""

        def load() -> None:
            from tutor_tui.model import border

            border.prepare()

        self.run_worker(load, thread=True, exit_on_error=False)
