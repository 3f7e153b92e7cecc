"""A whole caseload planned: the same at every run, whatever learners are called."""

import pytest

from benchmarks.invented import Invented
from benchmarks.invented import workspace as invented
from tests.cli.desk import run

LEARNERS = 24


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Invented:
    return invented(tmp_path_factory.mktemp("caseload") / "workspace", LEARNERS)


def test_the_same_store_gives_the_same_plan_to_the_byte(
    made: Invented, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    first, second = (run(*made.options, "plan", "--json") for _ in range(2))
    assert first.status == 0
    assert first.raw == second.raw
    told = run(*made.options, "plan")
    assert told.raw == run(*made.options, "plan").raw
    assert max(map(len, told.lines)) <= 80


def test_names_and_more_visits_a_day_never_make_anybody_later(made: Invented) -> None:
    def late(*args: str) -> tuple[int, list[tuple[str, str]]]:
        form = run(*made.options, "plan", "--json", *args).json
        return form["proof"]["late_days"], [(v["learner"], v["date"]) for v in form["visits"]]

    before, days = late()
    listed = run(*made.options, "learner", "list", "--json").json["learners"]
    for number, learner in enumerate(listed[:3]):
        names = ("--given-name", f"Zed{number}", "--family-name", "Aarons")
        assert run(*made.options, "learner", "edit", learner["id"], *names).status == 0
    assert late() == (before, days)
    fewer = []
    for most in ("1", "2", "6"):
        edited = run(*made.options, "tutor", "edit", made.tutor, "--visits-per-day", most)
        assert edited.status == 0
        fewer.append(late()[0])
    assert fewer == sorted(fewer, reverse=True)
    assert fewer[0] > fewer[-1]
    assert fewer[-1] <= before
