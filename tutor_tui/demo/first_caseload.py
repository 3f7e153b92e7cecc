"""The first tutor and the stories of the learners in her caseload."""

from datetime import date

from tutor_tui.demo.employers import (
    BRACKENTHWAITE,
    FIDDLERS_REACH,
    GLOAMSHIRE,
    LLANFEYNES,
    MARLINGBURY,
    OWLBECK,
    QUILLHAMPTON,
    ST_ELDREDS,
    TUMBLEDOWN,
    WOBBLEFORD,
)
from tutor_tui.demo.story import GCSES, Event, Skill, Story
from tutor_tui.model.common import Cadence
from tutor_tui.model.tutor import Tutor

TUTOR = Tutor(id="", name="Morwenna Achebe-Hughes", email="morwenna@example.org")
LEAVE_WEEKS = (-21, 7)
"""Weeks of leave, counted from this week."""

_MISSED = "Did not join, no message"

STORIES = (
    # to be seen today
    Story("Siân", "ap Rhys", LLANFEYNES, 31, 14, 27, (-26, -19), "today"),
    Story(
        *("Adébáyọ̀", "Ogunwale-Finch", QUILLHAMPTON, 18, 15, 34, (-25, -18), "today"),
        skills={**GCSES, "maths": Skill("opted_out", -110)},
    ),
    Story(
        *("Zoë", "Micklethwaite", ST_ELDREDS, 44, 14, 22, (-27, -20), "today"),
        mode="workplace",
        skills={**GCSES, "maths": Skill("booked", 24)},
        lag=14,
        done=("employer", "organisation"),
    ),
    # overdue
    Story(
        *("Thảo", "Nguyễn", GLOAMSHIRE, 26, 14, 25, (-42, -36), "soon"),
        since=(Event("cancelled", (-16, -9), "learner", "Inspection week"),),
    ),
    Story(
        *("Łucja", "Wiśniewska-Thorne", BRACKENTHWAITE, 38, 14, 30, (-42, -36)),
        skills={**GCSES, "english": Skill("working_towards", -60)},
        hours=0.9,
    ),
    Story(
        *("Connor", "O'Donoghue", WOBBLEFORD, 22, 14, 18, (-49, -43), "soon"),
        since=(
            Event("not_attended", (-20, -13), why=_MISSED),
            Event("cancelled", (-10, -3), "learner", "Ill"),
        ),
        skills={"english": Skill("achieved", -40, "2"), "maths": Skill("failed", -12)},
        lag=16,
    ),
    Story(
        *("Priya", "Raghunathan", OWLBECK, 47, 14, 41, (-56, -50)),
        since=(
            Event("cancelled", (-28, -20), "tutor", "Tutor ill"),
            Event("cancelled", (-14, -6), "learner", "Covering a colleague's class"),
        ),
        mode="workplace",
    ),
    Story(
        *("Callum", "Strachan-Muir", TUMBLEDOWN, 43, 14, None, (-80, -70)),
        since=(
            Event("not_attended", (-50, -42), why=_MISSED),
            Event("not_attended", (-36, -28), why=_MISSED),
            Event("not_attended", (-20, -11), why="Moved to another site, told us late"),
        ),
        skills={},
        lag=38,
        hours=0.5,
    ),
    Story(
        *("Chidera", "Anyanwu-Brooks", GLOAMSHIRE, 6, 14, 24, None, "soon"),
        since=(Event("not_attended", (-22, -12), why="Laptop had not arrived", kind="induction"),),
        skills={},
        hours=None,
    ),
    # due, and nothing booked in time
    Story(
        *("Gwenllian", "Prydderch", LLANFEYNES, 70, 14, 38, (-35, -29)),
        expected=35,
        lag=12,
        done=("employer",),
    ),
    Story("Mehmet", "Yıldız-Carr", MARLINGBURY, 14, 14, 29, (-35, -29), "late"),
    Story(
        *("Bríd", "Ní Fhaoláin", FIDDLERS_REACH, 33, 14, 46, (-35, -29)),
        since=(Event("booked", (-7, -1)),),
        skills={**GCSES, "english": Skill("exempt")},
    ),
    # a visit without an outcome, though the window is still to open
    Story(
        *("Hamza", "Qureshi-Wells", WOBBLEFORD, 24, 14, 21, (-22, -15)),
        since=(Event("booked", (-7, -1)),),
        skills={**GCSES, "english": Skill("decision_needed", -30)},
    ),
    # booked in the window
    Story(
        *("Oluwaseun", "Fáṣọlá", QUILLHAMPTON, 140, 18, 33, (-20, -13), "window"),
        standard="ST0148",
        expected=70,
        breaks=((-700, -420),),
        skills={
            **GCSES,
            "ict": Skill("working_towards", -100),
            "safeguarding": Skill("achieved", -210, "1"),
        },
        lag=9,
        done=("portfolio",),
    ),
    Story(
        *("Eilidh", "MacAskill-Voss", OWLBECK, 57, 14, 44, (-19, -12), "window"),
        mode="workplace",
        skills={
            "english": Skill("achieved", -150, "2", "Functional Skills certificate seen"),
            "maths": Skill("achieved", -95, "2", "Functional Skills certificate seen"),
        },
        lag=-100,
        hours=1.2,
        done=("employer", "ready", "portfolio", "organisation"),
    ),
    Story("Jörg", "Pemberton", TUMBLEDOWN, 9, 14, 52, (-15, -8), "window"),
    Story(
        *("Dilnoza", "Karimova", MARLINGBURY, 54, 14, 31, (-21, -14), "window"),
        skills={"english": Skill("failed", -25), "maths": Skill("booked", 17)},
        lag=13,
        done=("organisation",),
    ),
    Story(
        *("Tarquin", "Applethwaite", ST_ELDREDS, 20, 14, 17, (-17, -10), "window"),
        support="plan",
        cadence=Cadence(min_weeks=2, max_weeks=3),
        skills={"english": Skill("achieved", -80, "E3"), "maths": Skill("working_towards", -75)},
        support_visits=4,
    ),
    Story(
        *("Ngozi", "Ezeigbo-Lamb", FIDDLERS_REACH, 28, 14, 36, (-14, -7), "window"),
        bsl=True,
        skills={
            **GCSES,
            "english": Skill("achieved", -120, "2", "British Sign Language Level 2 seen"),
        },
        mode="workplace",
    ),
    Story("Harpreet Kaur", "Sohanpal", GLOAMSHIRE, 36, 14, 28, (-18, -11), "window", lag=-5),
    Story(
        *("Maëlle", "Trevanion", BRACKENTHWAITE, 49, 14, 23, (-16, -9), "window"),
        breaks=((-210, -120),),
        expected=120,
        skills={**GCSES, "maths": Skill("not_started")},
        lag=4,
    ),
    # lately seen
    Story("Kwabena", "Asante-Cole", MARLINGBURY, 16, 14, 40, (-10, -3)),
    Story(
        *("Rhiannon", "Llewelyn-Doe", LLANFEYNES, 40, 14, 19, (-13, -6), "late"),
        skills={**GCSES, "english": Skill("working_towards", -20)},
        support_visits=2,
    ),
    Story(
        *("Jamie", "Trelawny-Smythe", WOBBLEFORD, 8, 22, 16, (-24, -17)),
        standard="TLEVEL-SMS",
        cadence=Cadence(min_weeks=6, max_weeks=8),
        mode="workplace",
        skills={},
        hours=None,
    ),
    Story("Aoife", "O'Connor", QUILLHAMPTON, 12, 14, 26, (-12, -4), hours=None),
    # breaks
    Story(
        *("Sergio", "Peñalver-Hythe", TUMBLEDOWN, 41, 14, 35),
        breaks=((-52, None),),
        expected=150,
    ),
    Story(
        *("Yetunde", "Balógun", OWLBECK, 45, 14, 32),
        breaks=((-96, 9),),
        expected=160,
        mode="workplace",
    ),
    # still to start
    Story(
        *("Saoirse", "Mac Giolla", ST_ELDREDS, -3, 14, 20, None, "start"),
        skills={**GCSES, "maths": Skill("decision_needed")},
        hours=None,
    ),
    # past the gateway, and done
    Story(
        *("Bronwen", "Tŷ-Mawr", FIDDLERS_REACH, 82, 18, 48),
        standard="ST0148",
        statuses=(("gateway", -34),),
        skills={
            **GCSES,
            "ict": Skill("exempt", -130, "2", "Dispensation recorded"),
            "safeguarding": Skill("achieved", -180, "1"),
        },
        lag=-100,
        hours=1.1,
        done=("portfolio", "organisation"),
        not_needed=("ict",),
    ),
    Story(
        *("Desmond", "Featherby", GLOAMSHIRE, 75, 14, 55),
        begun_by=date(2024, 3, 4),
        statuses=(("gateway", -135), ("completed", -30)),
        lag=-100,
        hours=1.1,
        done=("employer", "ready", "portfolio", "organisation"),
    ),
)
