"""Flow of least cost through a network, integral, by phases of shortest paths."""

from heapq import heappop, heappush

FAR = 1 << 60


class Network:
    """Nodes in the order they are added, and arcs that only lead to later nodes.

    `push` sends as many units as there are from the first node to the last, at the least cost.
    Costs are whole numbers and may be negative; so are capacities, never negative. Reading
    `left[arc ^ 1]` tells what flows through an arc, `price` what another unit through it
    would save.
    """

    __slots__ = ("_potential", "arcs", "cost", "head", "left")

    def __init__(self) -> None:
        self.arcs: list[list[int]] = []
        self.head: list[int] = []
        self.left: list[int] = []
        self.cost: list[int] = []
        self._potential: list[int] = []

    def node(self) -> int:
        """Add a node; its number."""
        self.arcs.append([])
        return len(self.arcs) - 1

    def arc(self, tail: int, head: int, capacity: int, cost: int = 0) -> int:
        """Add an arc to a later node; its number, always even: the next one is its way back."""
        number = len(self.head)
        self.arcs[tail].append(number)
        self.arcs[head].append(number + 1)
        self.head += (head, tail)
        self.left += (capacity, 0)
        self.cost += (cost, -cost)
        return number

    def push(self, units: int) -> int:
        """Send so many units, or as many as can be, from first to last node; how many went."""
        self._potential = self._first_distances()
        sent = 0
        while sent < units:
            gone = self._along_shortest(units - sent)
            sent += gone
            if not gone and not self._nearer():
                break
        return sent

    def flow(self, arc: int) -> int:
        """The units that flow through the arc."""
        return self.left[arc ^ 1]

    def price(self, arc: int) -> int:
        """What one more unit of the arc's capacity would save at most; 0 where it has room."""
        tail, head = self.head[arc ^ 1], self.head[arc]
        return max(self._potential[head] - self._potential[tail] - self.cost[arc], 0)

    def _first_distances(self) -> list[int]:
        """Distances from the first node while nothing flows: every arc leads onward."""
        distance = [FAR] * len(self.arcs)
        distance[0] = 0
        head, left, cost = self.head, self.left, self.cost
        for node, arcs in enumerate(self.arcs):
            here = distance[node]
            if here >= FAR:
                continue
            for arc in arcs:
                if left[arc] and here + cost[arc] < distance[head[arc]]:
                    distance[head[arc]] = here + cost[arc]
        return distance

    def _nearer(self) -> bool:
        """Measure distances anew in what is left; whether the last node can be reached."""
        head, left, cost, potential = self.head, self.left, self.cost, self._potential
        size = len(self.arcs)
        last = size - 1
        further = [FAR] * size
        further[0] = 0
        done = [False] * size
        reached = []
        queue = [0]
        bound = FAR
        while queue:
            near, node = divmod(heappop(queue), size)
            if done[node]:
                continue
            if near >= bound:
                break
            done[node] = True
            reached.append(node)
            base = near + potential[node]
            for arc in self.arcs[node]:
                if left[arc]:
                    to = head[arc]
                    if not done[to]:
                        new = base + cost[arc] - potential[to]
                        if new < further[to]:
                            further[to] = new
                            if to == last:
                                bound = min(bound, new)
                            heappush(queue, new * size + to)
        if bound == FAR:
            return False
        # nodes beyond the last one all move by its own distance: no arc left becomes shorter
        for node in range(size):
            potential[node] += bound
        for node in reached:
            potential[node] += further[node] - bound
        return True

    def _along_shortest(self, most: int) -> int:
        """Send what can go along arcs on shortest paths alone."""
        sent = 0
        while sent < most:
            gone = self._round(most - sent)
            if not gone:
                break
            sent += gone
        return sent

    def _round(self, most: int) -> int:
        """One search in depth; nodes that led nowhere are not tried again in it."""
        head, left, cost, potential = self.head, self.left, self.cost, self._potential
        last = len(self.arcs) - 1
        seen = bytearray(last + 1)
        seen[0] = 1
        tried = [0] * (last + 1)
        path: list[int] = []
        node = 0
        sent = 0
        while sent < most:
            if node == last:
                gone = min(most - sent, min(left[arc] for arc in path))
                sent += gone
                for arc in path:
                    left[arc] -= gone
                    left[arc ^ 1] += gone
                # go on from the first arc that is full now
                cut = next((n for n, arc in enumerate(path) if not left[arc]), 0)
                for arc in path[cut:]:
                    seen[head[arc]] = 0
                node = head[path[cut] ^ 1]
                del path[cut:]
                continue
            arcs = self.arcs[node]
            onward = -1
            here = potential[node]
            for place in range(tried[node], len(arcs)):
                arc = arcs[place]
                to = head[arc]
                if left[arc] and not seen[to] and here + cost[arc] == potential[to]:
                    onward = arc
                    tried[node] = place
                    break
            if onward >= 0:
                path.append(onward)
                node = head[onward]
                seen[node] = 1
            elif path:
                node = head[path.pop() ^ 1]
            else:
                break
        return sent
