"""An invented standard in the form in which Skills England publishes them."""

import json
from typing import Any
from uuid import UUID


def identifier(number: int) -> str:
    return str(UUID(int=number))


def standard(reference: str = "ST9001", version: str = "1.0", **changed: Any) -> dict[str, Any]:
    """A standard of two duties, two pieces of knowledge, two skills and a behaviour."""
    return {
        "referenceNumber": reference,
        "title": "Kite maker ",
        "version": version,
        "versionNumber": version,
        "status": "Approved for delivery",
        "level": 3,
        "larsCode": 9001,
        "typicalDuration": 18,
        "maxFunding": 6000,
        "minimumHoursForCompliance": "1,234",
        "earliestStartDate": "2024-08-01T00:00:00",
        "latestStartDate": None,
        "latestEndDate": None,
        "lastUpdated": "2024-07-31T23:30:00Z",
        "coreAndOptions": False,
        "options": [],
        "knowledges": [
            {"knowledgeId": identifier(11), "detail": "<p>K1: Winds &amp; weather</p>"},
            {"knowledgeId": identifier(12), "detail": "Papers, <em>glues</em> and<br />strings"},
        ],
        "skills": [
            {"skillId": identifier(21), "detail": "Cut\u00a0paper\r\n to a plan"},
            {"skillId": identifier(22), "detail": "<ul><li>Tie</li><li>Test</li></ul>"},
        ],
        "behaviours": [{"behaviourId": identifier(31), "detail": "Looks up"}],
        "duties": [
            {
                "dutyID": identifier(1),
                "dutyDetail": "<p>Duty 1 Make kites</p>",
                "isThisACoreDuty": 1,
                "mappedKnowledge": [identifier(12).upper()],
                "mappedSkills": [identifier(22), identifier(21)],
                "mappedBehaviour": None,
                "mappedOptions": None,
            },
            {
                "dutyID": identifier(2),
                "dutyDetail": "Fly kites",
                "isThisACoreDuty": 1,
                "mappedKnowledge": [identifier(11)],
                "mappedSkills": [],
                "mappedBehaviour": [identifier(31)],
            },
        ],
        **changed,
    }


def as_file(*standards: Any) -> bytes:
    """One standard as an object, several as a list."""
    return json.dumps(standards[0] if len(standards) == 1 else list(standards)).encode()
