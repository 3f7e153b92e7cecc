"""Flow of least cost, against a linear programme of the same network."""

from random import Random

import pytest

from tests.planning.requests import term
from tutor_tui.planning.chains import LATE, case
from tutor_tui.planning.flow import Network
from tutor_tui.planning.spread import _Graph

Arcs = list[tuple[int, int, int, int]]


def random_network(seed: int) -> tuple[Network, Arcs]:
    """A dozen nodes, arcs between them that lead onward; some costs are less than nothing."""
    random = Random(seed)
    network = Network()
    size = random.randrange(3, 13)
    for _ in range(size):
        network.node()
    arcs = []
    for _ in range(random.randrange(4, 40)):
        tail = random.randrange(size - 1)
        head = random.randrange(tail + 1, size)
        arc = (tail, head, random.randrange(4), random.randrange(-3, 9))
        network.arc(*arc)
        arcs.append(arc)
    return network, arcs


def linear(arcs: Arcs, size: int, units: int) -> float | None:
    """The least cost of so many units by HiGHS; None where they cannot be sent."""
    optimize = pytest.importorskip("scipy.optimize", reason="scipy is not installed")
    balance = [[0] * len(arcs) for _ in range(size)]
    for number, (tail, head, _, _) in enumerate(arcs):
        balance[tail][number] += 1
        balance[head][number] -= 1
    solved = optimize.linprog(
        [cost for *_, cost in arcs],
        A_eq=balance,
        b_eq=[units, *[0] * (size - 2), -units],
        bounds=[(0, capacity) for _, _, capacity, _ in arcs],
        method="highs",
    )
    return float(solved.fun) if solved.success else None


def cost(network: Network) -> int:
    arcs = range(0, len(network.head), 2)
    return sum(network.flow(arc) * network.cost[arc] for arc in arcs)


@pytest.mark.parametrize("seed", range(60))
def test_a_flow_costs_no_more_than_the_linear_programme_says(seed: int) -> None:
    network, arcs = random_network(seed)
    size = len(network.arcs)
    sent = network.push(99)
    assert linear(arcs, size, sent) == pytest.approx(cost(network))
    assert linear(arcs, size, sent + 1) is None
    for node in range(1, size - 1):
        arriving = sum(network.flow(2 * n) for n, arc in enumerate(arcs) if arc[1] == node)
        leaving = sum(network.flow(2 * n) for n, arc in enumerate(arcs) if arc[0] == node)
        assert arriving == leaving


def test_fewer_units_than_could_be_sent_take_the_cheapest_way() -> None:
    network = Network()
    for _ in range(3):
        network.node()
    dear = network.arc(0, 2, 5, cost=7)
    cheap = [network.arc(0, 1, 1, cost=1), network.arc(1, 2, 1, cost=1)]
    assert network.push(2) == 2
    assert [network.flow(arc) for arc in (dear, *cheap)] == [1, 1, 1]
    assert network.price(cheap[0]) + network.price(cheap[1]) == 5
    assert network.price(dear) == 0


def test_nothing_goes_where_no_way_leads() -> None:
    network = Network()
    for _ in range(3):
        network.node()
    network.arc(0, 1, 1)
    assert network.push(1) == 0


@pytest.mark.parametrize("seed", range(3))
def test_a_terms_least_lateness_is_the_linear_programmes(seed: int) -> None:
    made = case(term(seed))
    graph = _Graph(made, made.slots, made.chains, 28, 35)
    network = graph.network
    arcs = [
        (network.head[arc ^ 1], network.head[arc], network.left[arc], network.cost[arc] // LATE)
        for arc in range(0, len(network.head), 2)
    ]
    least = linear(arcs, len(network.arcs), len(made.chains))
    assert graph.solved().late_days == least
