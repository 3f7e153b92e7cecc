"""ILR files of invented learners. Run as a module, it writes them to `tests/data/ilr`."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from tutor_tui.exchange.ilr import IlrReading, read
from tutor_tui.exchange.ilr_learner import IlrLearner

FOLDER = Path(__file__).parents[1] / "data" / "ilr"
UKPRN = "10099999"

_DELIVERY_ORDER = (
    *("LearnAimRef", "AimType", "AimSeqNumber", "LearnStartDate", "OrigLearnStartDate"),
    *("LearnPlanEndDate", "FundModel", "PHours", "OTJActHours", "ProgType", "StdCode"),
    *("DelLocPostCode", "CompStatus", "LearnActEndDate", "WithdrawReason", "Outcome", "AchDate"),
    *("SWSupAimId",),
)


def _remainder(nine: int) -> int:
    digits = zip(range(10, 1, -1), f"{nine:09}", strict=True)
    return sum(weight * int(digit) for weight, digit in digits) % 11


def has_check_digit(nine: int) -> bool:
    """Some nine digits, one run in eleven, are never given out."""
    return _remainder(nine) != 0


def sound_uln(nine: int) -> str:
    """A ULN of these nine digits and their check digit."""
    return f"{nine:09}{10 - _remainder(nine)}"


def fields(values: Iterable[tuple[str, object]]) -> str:
    return "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in values)


def delivery(
    fams: Iterable[tuple[str, str]] = (),
    hours: Mapping[int, int] | None = None,
    placements: Iterable[tuple[str, str, int]] = (),
    **given: object,
) -> str:
    values: dict[str, object] = {
        "AimType": 1,
        "LearnAimRef": "ZPROG001",
        "AimSeqNumber": 1,
        "LearnPlanEndDate": "2027-01-31",
        "FundModel": 36,
        "ProgType": 25,
        "StdCode": 694,
        "DelLocPostCode": "LS1 4AP",
        "CompStatus": 1,
        **given,
    }
    inside = fields((name, values[name]) for name in _DELIVERY_ORDER if values.get(name))
    for kind, code in fams:
        fam = fields([("LearnDelFAMType", kind), ("LearnDelFAMCode", code)])
        inside += f"<LearningDeliveryFAM>{fam}</LearningDeliveryFAM>"
    for start, end, planned in placements:
        placed = [("WorkPlaceStartDate", start), *([("WorkPlaceEndDate", end)] if end else [])]
        placement = fields([*placed, ("WorkPlaceHours", planned), ("WorkPlaceMode", 2)])
        inside += f"<LearningDeliveryWorkPlacement>{placement}</LearningDeliveryWorkPlacement>"
    for number, amount in (hours or {}).items():
        inside += f"<HRSRecord>{fields([('HRSCode', number), ('HRSAmount', amount)])}</HRSRecord>"
    return f"<LearningDelivery>{inside}</LearningDelivery>\n"


def component(ref: str, number: int, start: str, **given: object) -> str:
    return delivery(**_component(ref, number, start, given))


def placement(number: int, start: str, *placements: tuple[str, str, int]) -> str:
    """A T Level's industry placements: of each its first day, its last or none, its hours."""
    given: dict[str, object] = {"FundModel": 25, "ProgType": 31, "StdCode": None}
    return delivery(placements=placements, **_component("ZWRKX003", number, start, given))


def skill(ref: str, number: int, start: str, **given: object) -> str:
    """An English or maths aim."""
    return delivery([("ACT", "1")], **_component(ref, number, start, given))


def _component(ref: str, number: int, start: str, given: dict[str, object]) -> dict[str, Any]:
    values = {"LearnAimRef": ref, "AimType": 3, "AimSeqNumber": number, "LearnStartDate": start}
    return {**values, **given}


def learner(
    ref: str,
    given_name: str,
    family_name: str,
    *deliveries: str,
    uln: str = "9999999999",
    born: str = "2001-05-17",
    monitoring: Mapping[str, str] | None = None,
) -> str:
    inside = fields(
        [
            ("LearnRefNumber", ref),
            ("ULN", uln),
            ("FamilyName", family_name),
            ("GivenNames", given_name),
            ("DateOfBirth", born),
            ("Ethnicity", 98),
            ("Sex", "F"),
            ("LLDDHealthProb", 2),
            ("NINumber", "QQ123456C"),
            ("PostcodePrior", "ZE1 0AA"),
            ("Postcode", "ZE1 0AB"),
            ("AddLine1", "1 Nowhere Lane"),
            ("TelNo", "01632960001"),
            ("Email", f"{ref.lower()}@example.org"),
        ]
    )
    for occurrence, code in (monitoring or {}).items():
        monitored = fields([("ProvSpecLearnMonOccur", occurrence), ("ProvSpecLearnMon", code)])
        inside += f"<ProviderSpecLearnerMonitoring>{monitored}</ProviderSpecLearnerMonitoring>"
    return f"<Learner>{inside}\n{''.join(deliveries)}</Learner>\n"


def message(year: str, *learners: str) -> bytes:
    """A whole file; `year` is such as 2025-26."""
    collection = fields(
        [
            ("Collection", "ILR"),
            ("Year", year[2:4] + year[5:]),
            ("FilePreparationDate", f"{year[:4]}-11-20"),
        ]
    )
    source = fields(
        [
            ("ProtectiveMarking", "OFFICIAL-SENSITIVE-Personal"),
            ("UKPRN", UKPRN),
            ("SerialNo", "01"),
            ("DateTime", f"{year[:4]}-11-20T09:30:00"),
        ]
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<Message xmlns="ESFA/ILR/{year}">\n'
        f"<Header><CollectionDetails>{collection}</CollectionDetails>"
        f"<Source>{source}</Source></Header>\n"
        f"<LearningProvider><UKPRN>{UKPRN}</UKPRN></LearningProvider>\n"
        f"{''.join(learners)}</Message>\n"
    ).encode()


def reading(data: bytes) -> IlrReading:
    return read(io.BytesIO(data), "return.xml")


def the_learner(*deliveries: str) -> IlrLearner:
    """The one learner who has these aims."""
    found = reading(message("2025-26", learner("L1", "Ann", "Lee", *deliveries)))
    assert len(found.learners) == 1, found.warnings
    return found.learners[0]


def invented_2024_25() -> bytes:
    """One continuing, one in an open break, one on the older standard."""
    return message(
        "2024-25",
        learner(
            "A02",
            "Nia",
            "Brân-Evans",
            delivery(LearnStartDate="2024-10-07", CompStatus=6, LearnActEndDate="2025-03-14"),
            uln=sound_uln(100000002),
        ),
        learner("A05", "Rhys", "Okafor", delivery(LearnStartDate="2024-09-16")),
        learner("A09", "Beth", "Lovell", delivery(LearnStartDate="2023-01-09", StdCode=403)),
    )


def invented_2025_26() -> bytes:
    """What a provider of ST1379 may return, one learner for each thing that can happen."""
    return message(
        "2025-26",
        learner(
            "A01",
            "Zoë",
            "Müller-O'Brien",
            skill(
                "60350001",
                2,
                "2025-10-06",
                CompStatus=2,
                LearnActEndDate="2026-02-27",
                Outcome=1,
            ),
            skill("60350002", 3, "2025-10-06"),
            component("60350003", 4, "2025-10-06"),
            delivery(
                LearnStartDate="2025-10-06",
                LearnPlanEndDate="2026-12-18",
                PHours=350,
                OTJActHours=96,
            ),
            uln=sound_uln(100000001),
            monitoring={"A": "T-KHAN", "B": "COHORT7"},
        ),
        learner(
            "A02",
            "Nia",
            "Brân-Evans",
            delivery(
                [("RES", "1")],
                LearnStartDate="2025-09-01",
                OrigLearnStartDate="2024-10-07",
                LearnPlanEndDate="2026-06-30",
                AimSeqNumber=2,
            ),
            delivery(LearnStartDate="2024-10-07", CompStatus=6, LearnActEndDate="2025-03-14"),
            uln=sound_uln(100000002),
        ),
        learner(
            "A03",
            "Ann",
            "Lee",
            delivery(LearnStartDate="2025-03-03", CompStatus=6, LearnActEndDate="2025-10-31"),
        ),
        learner(
            "A04",
            "Tomasz",
            "Żak",
            delivery(
                LearnStartDate="2024-02-05",
                LearnPlanEndDate="2025-04-30",
                CompStatus=2,
                LearnActEndDate="2025-06-13",
                Outcome=1,
                AchDate="2025-09-19",
            ),
        ),
        learner(
            "A05",
            "Rhys",
            "Okafor",
            delivery(
                LearnStartDate="2024-09-16",
                CompStatus=3,
                LearnActEndDate="2025-08-29",
                WithdrawReason=97,
                Outcome=3,
            ),
        ),
        learner(
            "A06",
            "Gwen",
            "D'Souza",
            delivery(LearnStartDate="2024-08-05", LearnActEndDate="2025-10-10", Outcome=8),
        ),
        learner("A07", "Sam [ill]", "Jones", delivery(LearnStartDate="2025-09-22")),
        learner("A08", "Ann [/b]", "Lee", delivery(LearnStartDate="2025-09-22"), uln="1000000089"),
        learner("A09", "Beth", "Lovell", delivery(LearnStartDate="2023-01-09", StdCode=403)),
        learner("A10", "Idris", "Ng", delivery(LearnStartDate="2025-09-22", StdCode=9998)),
        learner(
            "T01",
            "Maja",
            "Ström",
            delivery(
                LearnStartDate="2025-09-08", FundModel=25, PHours=1300, ProgType=31, StdCode=None
            ),
            component(
                "60358294", 2, "2025-09-08", AimType=5, FundModel=25, ProgType=31, StdCode=None
            ),
            component("ZTLOS006", 3, "2025-09-08", FundModel=25, ProgType=31, StdCode=None),
            placement(4, "2025-11-03", ("2025-11-03", "2026-02-13", 150), ("2026-04-13", "", 165)),
        ),
        learner(
            "S01",
            "Una",
            "Reid",
            delivery(LearnStartDate="2025-09-08", FundModel=37, ProgType=32, StdCode=None),
        ),
        learner(
            "C01",
            "Cerys",
            "Hall",
            component("Z0007846", 1, "2025-09-08", AimType=4, ProgType=None, StdCode=None),
        ),
    )


def invented_2026_27() -> bytes:
    """Hours in records of their own, as collected from 2026-27."""
    return message(
        "2026-27",
        learner(
            "A01",
            "Zoë",
            "Müller-O'Brien",
            delivery(
                hours={1: 350, 3: 210, 4: 24},
                LearnStartDate="2025-10-06",
                LearnPlanEndDate="2026-12-18",
                DelLocPostCode="ZZ99 9ZZ",
            ),
            uln=sound_uln(100000001),
        ),
        learner(
            "T01",
            "Maja",
            "Ström",
            delivery(hours={2: 1300}, LearnStartDate="2025-09-08", ProgType=31, StdCode=None),
        ),
    )


FILES = {
    "invented-2024-25.xml": invented_2024_25,
    "invented-2025-26.xml": invented_2025_26,
    "invented-2026-27.xml": invented_2026_27,
}

if __name__ == "__main__":
    for file_name, make in FILES.items():
        (FOLDER / file_name).write_bytes(make())
