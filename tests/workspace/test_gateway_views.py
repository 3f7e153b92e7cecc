"""The gateway and the assessment as rows."""

from datetime import date

from tests.rules.people import PLAIN, learner, standard
from tutor_tui.model.learner import Attempt
from tutor_tui.workspace.gateway_views import assessment_rows
from tutor_tui.workspace.standing import standing

TODAY = date(2026, 11, 30)


def test_a_method_tells_every_attempt_with_its_day_and_what_it_came_to() -> None:
    person = learner(
        attempts={
            "a": Attempt(method="discussion", on=date(2026, 10, 5), result="fail", note="Nerves"),
            "b": Attempt(method="discussion", result="pass"),
            "c": Attempt(method="observation", on=date(2026, 12, 9)),
        }
    )
    stands = standing(person, (), standard(), PLAIN, TODAY)
    details = {row.id: row.detail for row in assessment_rows(stands.verdict)}
    assert details["method:discussion"] == (
        "Professional discussion underpinned by portfolio: pass; "
        "attempt of 5 Oct: fail: Nerves; attempt without a day: pass"
    )
    assert details["method:observation"] == "Observation with questioning: booked for 9 Dec"
