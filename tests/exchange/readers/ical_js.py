"""Calendars read back with ical.js, the parser of Thunderbird and Nextcloud."""

import base64
import functools
import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from tests.exchange.readers.appointment import Appointment

_SCRIPT = Path(__file__).with_name("ical_js.mjs")


def missing() -> str:
    """Why ical.js cannot be used here; empty where it can."""
    if shutil.which("node") is None:
        return "node is not installed"
    if not _module().is_file():
        return "TUTOR_TUI_ICAL_JS names no node_modules directory that holds ical.js"
    return ""


def read_with_ical_js(data: bytes) -> list[Appointment]:
    """Read with ical.js; it goes by the file's own zone rules."""
    process = _process()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(base64.b64encode(data).decode() + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    assert "error" not in answer, answer["error"]
    return [
        Appointment(
            **{
                **event,
                "start": datetime.fromtimestamp(event["start"], UTC),
                "end": datetime.fromtimestamp(event["end"], UTC),
            }
        )
        for event in answer["events"]
    ]


def _module() -> Path:
    return Path(os.environ.get("TUTOR_TUI_ICAL_JS", "")).absolute() / "ical.js/dist/ical.js"


@functools.cache
def _process() -> subprocess.Popen[str]:
    """One reader for all tests: starting node takes longer than reading; ends with us."""
    return subprocess.Popen(
        ["node", str(_SCRIPT), str(_module())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
