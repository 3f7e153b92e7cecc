"""How much memory a large store takes."""

import subprocess
import sys
from pathlib import Path

import pytest

from store.engine import JsonStore
from store.interface import NEW

BIG = """
import re, sys
from pathlib import Path
from store.engine import JsonStore
directory = Path(sys.argv[1])
store = JsonStore.open(directory)
assert store.count("visit") == 10_000
for number in range(0, 10_000, 100):
    found = store.get("visit", f"v{number}")
    with store.transaction(actor="anna", reason="change") as tx:
        tx.put("visit", {**found.data(), "n": 1}, expect=found.rev)
store.compact()
with store.transaction(actor="anna", reason="change") as tx:
    tx.put("visit", {"id": "new"}, expect=0)
status = Path("/proc/self/status").read_text()
print(store.count("visit"), re.search(r"VmHWM:\\s+(\\d+) kB", status)[1])
"""


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the system does not tell a process's peak"
)
def test_ten_thousand_documents_of_2_kb_take_at_most_120_mb(directory: Path) -> None:
    store = JsonStore.create(directory)
    with store.transaction(actor="anna", reason="fill") as tx:
        for number in range(10_000):
            text = f"{number:06} " * 280
            tx.put("visit", {"id": f"v{number}", "text": text, "n": 0}, expect=NEW)
    store.compact()
    assert (directory / "snapshot.json").stat().st_size > 19_500_000
    done = subprocess.run(
        [sys.executable, "-c", BIG, str(directory)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    count, kilobytes = map(int, done.stdout.split())
    assert count == 10_001
    assert kilobytes < 120_000
