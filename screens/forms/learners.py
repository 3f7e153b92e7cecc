"""Forms of the learner: a new one, the details, the status, a break."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, cast, get_args

from screens.form import Field, FormScreen
from tutor_tui.errors import WrongUsage
from tutor_tui.model.common import Cadence, Mode
from tutor_tui.model.learner import Learner, Status, Support
from tutor_tui.rules.words import day
from tutor_tui.typed import typed_away, typed_day, typed_number, typed_time
from tutor_tui.workspace import learner_words, learners, visits
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.learner_fields import CLEARABLE, weekdays_of
from tutor_tui.workspace.record_lines import away_line, weekdays
from tutor_tui.workspace.views import FINISHED
from tutor_tui.workspace.workspace import Workspace

T = TypeVar("T")

SUPPORT_NOTE = (
    "Support: a plan is an education, health and care plan or a legacy statement, an "
    "assessment a professional's."
)
GIVEN_BACK = "A field of the government return that is emptied takes the return's value again."


@dataclass(frozen=True, slots=True)
class Detail:
    """One field of the learner's document, and how what is typed into it is read."""

    field: Field
    read: Callable[[str], Any]


class _Details:
    """Makes the details asked for, with what is known of the learner; None for a new one."""

    def __init__(self, workspace: Workspace, learner: Learner | None) -> None:
        self._workspace = workspace
        self._learner = learner

    def text(self, name: str, label: str, hint: str = "") -> Detail:
        return Detail(Field(name=name, label=label, value=self._known(name), hint=hint), str)

    def number(self, name: str, label: str) -> Detail:
        field = Field(name=name, label=label, value=self._known(name))
        return Detail(field, lambda text: typed_number(text, label))

    def day(self, name: str, label: str, hint: str = "") -> Detail:
        field = Field(name=name, label=label, value=self._known(name), hint=hint)
        return Detail(field, _labelled(label, partial(typed_day, today=self._workspace.today)))

    def choice(self, name: str, label: str, choices: Sequence[str], first: str = "") -> Detail:
        value = self._known(name) or first or choices[0]
        known = tuple(dict.fromkeys((*choices, value)))
        return Detail(Field(name=name, label=label, value=value, choices=known), str)

    def standard(self) -> Detail:
        standards = [standard.id for standard in self._workspace.catalogue.all()]
        return self.choice("standard", "Standard", standards, "ST1379")

    def _known(self, name: str) -> str:
        value = getattr(self._learner, name) if self._learner else None
        return "" if value is None else str(value)


def new_learner_form(workspace: Workspace, caseload: Caseload) -> FormScreen:
    """Add a learner by hand."""
    today = workspace.today
    ask = _Details(workspace, None)
    asked = (
        ask.text("ref", "Reference"),
        ask.text("given_name", "Given name"),
        ask.text("family_name", "Family name"),
        ask.standard(),
        ask.day("original_start", "Start", "2026-01-05"),
        ask.day("planned_end", "Planned end", "2027-04-05"),
        ask.day("born", "Born", "if known"),
        ask.text("email", "E-mail"),
        ask.text("employer", "Employer"),
        ask.text("postcode", "Postcode", "of the workplace"),
        ask.choice("mode", "Where", get_args(Mode)),
        ask.text("uln", "ULN", "if known"),
        ask.choice("support", "Support", get_args(Support)),
    )

    def submit(values: dict[str, str]) -> str:
        must = ("ref", "given_name", "family_name", "original_start", "planned_end")
        given = {
            detail.field.name: detail.read(values[detail.field.name])
            for detail in asked
            if values[detail.field.name].strip() or detail.field.name in must
        }
        saved, warning = learners.add(
            workspace,
            caseload,
            ref=given.pop("ref"),
            given_name=given.pop("given_name"),
            family_name=given.pop("family_name"),
            standard=given.pop("standard"),
            start=given.pop("original_start"),
            planned_end=given.pop("planned_end"),
            details=given,
        )
        note = f" Note: {warning}." if warning else ""
        return f"Added {saved.name} ({saved.ref}).{note}"

    return FormScreen(
        f"Add a learner to {caseload.tutor.name}'s caseload",
        [detail.field for detail in asked],
        submit,
        notes=[f"Today is {day(today, today)} {today.year}.", SUPPORT_NOTE],
    )


def edit_learner_form(workspace: Workspace, caseload: Caseload, learner: Learner) -> FormScreen:
    """Change the learner's details; what is emptied is taken out."""
    ask = _Details(workspace, learner)
    asked = (
        ask.text("ref", "Reference"),
        ask.text("given_name", "Given name"),
        ask.text("family_name", "Family name"),
        ask.text("employer", "Employer"),
        ask.text("postcode", "Postcode", "of the workplace"),
        ask.text("email", "E-mail"),
        ask.choice("mode", "Where", get_args(Mode)),
        ask.text("link", "Link", "where they are met online"),
        _weekdays("preferred_days", "Prefers", "mon, wed", learner.preferred_days),
        Detail(
            Field(
                name="preferred_time",
                label="At",
                value=f"{learner.preferred_time:%H:%M}" if learner.preferred_time else "",
                hint="10:30",
            ),
            _labelled("At", typed_time),
        ),
        _weekdays("never_on", "Never on", "fri", learner.never_on),
        Detail(
            Field(
                name="away",
                label="Away",
                value=away_line(learner.away),
                hint="1 dec to 5 dec; 20 dec",
            ),
            _labelled("Away", partial(typed_away, today=workspace.today)),
        ),
        _second_tutor(workspace, learner),
        ask.day("expected_end", "Expected end", "as planned if blank"),
        ask.day("planned_end", "Planned end"),
        ask.day("original_start", "Start"),
        ask.standard(),
        Detail(
            Field(
                name="standard_version",
                label="Version",
                value=learner.standard_version or "",
                hint="chosen by the start if blank",
            ),
            lambda text: text or None,
        ),
        ask.number("otj_planned", "Hours planned"),
        ask.number("otj_actual", "Hours so far"),
        ask.number("prior_hours", "Prior learning"),
        ask.number("weekly_hours", "Weekly hours"),
        ask.choice("support", "Support", get_args(Support)),
        Detail(
            Field(
                name="bsl",
                label="Signs (BSL)",
                value="yes" if learner.bsl else "no",
                choices=("no", "yes"),
            ),
            lambda text: text == "yes",
        ),
        ask.day("born", "Born", "not known; such as 2004-05-17"),
        ask.text("uln", "ULN"),
        ask.text("ukprn", "UKPRN"),
        ask.text("organisation", "Assessed by", "the end-point assessment's organisation"),
    )
    standard = workspace.catalogue.get(learner.standard, learner.standard_version)
    general = standard.cadence or workspace.settings.cadence
    weeks = _weeks_fields(learner.cadence, general)

    def submit(values: dict[str, str]) -> str:
        caseload.must_hold(learner)
        changes: dict[str, Any] = {}
        cleared: list[str] = []
        for detail in asked:
            name, typed = detail.field.name, values[detail.field.name].strip()
            if typed == detail.field.value:
                continue
            if not typed and name in CLEARABLE:
                cleared.append(name)
            else:
                changes[name] = detail.read(typed)
        if any(values[field.name].strip() != field.value for field in weeks):
            changes["cadence"] = _own_cadence(values, weeks, general)
        saved = learners.edit(workspace, caseload, learner, changes, cleared)
        told = learner_words.changed(saved, (*changes, *cleared))
        followed = learner_words.version_followed(learner, saved)
        note = followed if "standard_version" not in changes else ""
        return _with_notes(told, note)

    return FormScreen(
        f"Edit {learner.name} ({learner.ref})",
        [*(detail.field for detail in asked), *weeks],
        submit,
        notes=[SUPPORT_NOTE, *([GIVEN_BACK] if learner.imported else [])],
    )


def status_form(workspace: Workspace, caseload: Caseload, learner: Learner) -> FormScreen:
    """Give the learner another status."""
    today = workspace.today
    from_day = _labelled("From", partial(typed_day, today=today))
    earlier = [
        f"{change.status.replace('_', ' ')} from {day(change.on, today)}"
        for change in learner.statuses
    ]

    def submit(values: dict[str, str]) -> str:
        caseload.must_hold(learner)
        status, on = cast(Status, values["status"]), from_day(values["day"])
        open_ = learner_words.still_open(caseload.verdict(learner, today), status)
        saved = learners.set_status(workspace, caseload, learner, status, on)
        left = visits.still_booked(caseload, saved, on) if status in FINISHED else []
        told = learner_words.status_given(saved, status, on, today)
        return _with_notes(told, open_, learner_words.still_booked(left, today))

    return FormScreen(
        f"Status: {learner.name}",
        [
            Field(
                name="status",
                label="Status",
                value=learner.statuses[-1].status if learner.statuses else "",
                choices=get_args(Status),
            ),
            Field(name="day", label="From", value=str(today), hint="today, 4 dec"),
        ],
        submit,
        notes=[
            f"Until now: {', '.join(('on programme from the start', *earlier))}.",
            "What was said of later days is dropped: the newest word holds.",
        ],
    )


def break_form(workspace: Workspace, caseload: Caseload, learner: Learner) -> FormScreen:
    """Begin a break, give one its day of return, or take one back."""
    today = workspace.today
    coming = [pause for pause in learner.breaks if pause.end is None or pause.end > today]
    at_hand = min(coming, key=lambda pause: pause.start, default=None)
    first_day = _labelled("First day", partial(typed_day, today=today))
    return_day = _labelled("Day of return", partial(typed_day, today=today))
    taking_back = (
        [Field(name="drop", label="Take back", choices=("no", "yes"))] if learner.breaks else []
    )

    def submit(values: dict[str, str]) -> str:
        caseload.must_hold(learner)
        start = first_day(values["start"])
        if values.get("drop") == "yes":
            saved = learners.drop_break(workspace, caseload, learner, start)
            return learner_words.break_dropped(saved, start, today)
        end = return_day(values["end"]) if values["end"].strip() else None
        result = learners.set_break(workspace, caseload, learner, start, end)
        left = visits.still_booked(caseload, result.learner, start, end)
        proposed = result.proposed_end
        return _with_notes(
            learner_words.break_set(result.learner, start, end, today),
            learner_words.still_booked(left, today),
            learner_words.end_proposed(proposed, today) if proposed else "",
        )

    return FormScreen(
        f"Break in learning: {learner.name}",
        [
            Field(
                name="start",
                label="First day",
                value=str(at_hand.start if at_hand else today),
                hint="today, 4 dec",
            ),
            Field(
                name="end",
                label="Day of return",
                value=str(at_hand.end) if at_hand and at_hand.end else "",
                hint="if it is known",
            ),
            *taking_back,
        ],
        submit,
        notes=[
            *(learner_words.break_line(pause, today) for pause in learner.breaks),
            "The break that begins on the first day is changed, or a new one is begun.",
            "On the day of return the learner is back.",
        ],
    )


def _weeks_fields(own: Cadence | None, general: Cadence) -> tuple[Field, Field]:
    """The learner's own cadence in two fields."""
    return (
        Field(
            name="min_weeks",
            label="See after weeks",
            value=str(own.min_weeks) if own else "",
            hint=f"{general.min_weeks} if blank",
        ),
        Field(
            name="max_weeks",
            label="See by weeks",
            value=str(own.max_weeks) if own else "",
            hint=f"{general.max_weeks} if blank",
        ),
    )


def _own_cadence(
    values: dict[str, str], weeks: Sequence[Field], general: Cadence
) -> Cadence | None:
    """The cadence typed, None where both fields are blank; of one alone it is the general's."""
    least, most = (typed_number(values[field.name], field.label) for field in weeks)
    if least is None and most is None:
        return None
    return Cadence(
        min_weeks=general.min_weeks if least is None else least,
        max_weeks=general.max_weeks if most is None else most,
    )


def _weekdays(name: str, label: str, hint: str, days: tuple[int, ...]) -> Detail:
    field = Field(name=name, label=label, value=weekdays(days), hint=hint)
    return Detail(field, _labelled(label, weekdays_of))


def _second_tutor(workspace: Workspace, learner: Learner) -> Detail:
    other = workspace.readable(learner.second_tutor) if learner.second_tutor else None
    field = Field(
        name="second_tutor",
        label="Second tutor",
        value=other.tutor.name if other else learner.second_tutor,
        hint="part of a tutor's name",
    )
    return Detail(field, _labelled(field.label, lambda text: workspace.choose_tutor(text).id))


def _labelled(label: str, read: Callable[[str], T]) -> Callable[[str], T]:
    """The same reading, whose refusal names the field."""

    def labelled(text: str) -> T:
        try:
            return read(text)
        except WrongUsage as error:
            raise WrongUsage(f"{label}: {error}") from None

    return labelled


def _with_notes(told: str, *notes: str) -> str:
    return " ".join([told, *(f"Note: {note}." for note in notes if note)])
