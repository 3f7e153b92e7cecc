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
from tutor_tui.demo.story import GCSES, Event, Remark, Skill, Story
from tutor_tui.model.common import Cadence
from tutor_tui.model.tutor import Tutor

TUTOR = Tutor(id="", name="Morwenna Achebe-Hughes", email="morwenna@example.org")
LEAVE_WEEKS = (-21, 7)
"""Weeks of leave, counted from this week."""

_MISSED = "Did not join, no message"

STORIES = (
    # to be seen today
    Story(
        *("Siân", "ap Rhys", LLANFEYNES, 31, 14, 27, (-26, -19), "today"),
        remarks=(
            Remark(
                -2,
                "For the next visit:\n"
                "- her questions on the second mentoring model\n"
                "- the review's signatures\n"
                "- a date for the observation",
            ),
        ),
    ),
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
        second_tutor=True,
        remarks=(
            Remark(
                -38,
                "Tomasz takes the maths side from now on and may stand in for a visit.",
                private=False,
            ),
        ),
    ),
    # overdue
    Story(
        *("Thảo", "Nguyễn", GLOAMSHIRE, 26, 14, 25, (-42, -36), "soon"),
        since=(Event("cancelled", (-16, -9), "learner", "Inspection week"),),
    ),
    Story(
        *("Łucja", "Wiśniewska-Thorne", BRACKENTHWAITE, 38, 14, 30, (-42, -36)),
        skills={**GCSES, "english": Skill("working_towards", -60, parts={"reading": -60})},
        hours=0.9,
    ),
    Story(
        *("Connor", "O'Donoghue", WOBBLEFORD, 22, 14, 18, (-49, -43), "soon"),
        since=(
            Event("not_attended", (-20, -13), why=_MISSED),
            Event("cancelled", (-10, -3), "learner", "Ill"),
        ),
        skills={
            "english": Skill(
                *("achieved", -40, "2"), parts={"reading": -95, "speaking": -70, "writing": -40}
            ),
            "maths": Skill("failed", -12),
        },
        lag=16,
        remarks=(
            Remark(-11, "Sorry to have missed two dates: a cold, then the exam. Wants to go on."),
            Remark(-5, "Maths resit: two evenings of help offered by the college.", private=False),
        ),
    ),
    Story(
        *("Priya", "Raghunathan", OWLBECK, 47, 14, 41, (-56, -50)),
        since=(
            Event("cancelled", (-28, -20), "tutor", "Tutor ill"),
            Event("cancelled", (-14, -6), "learner", "Covering a colleague's class"),
        ),
        mode="workplace",
        remarks=(
            Remark(
                -4,
                "Spoke to the school: cover is found for Wednesday afternoons.\n"
                "Book one of these as soon as the rota is out.",
            ),
        ),
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
        remarks=(
            Remark(-27, "Left a message, and wrote to the mentor. New site until the spring."),
            Remark(
                -9,
                "Rang the site office. All well; mornings are hard while the roof goes on.\n"
                "Agreed with the mentor:\n"
                "- visits after three o'clock\n"
                "- an hour on Fridays for the portfolio\n"
                "- date of birth to be sent with the next form",
            ),
            Remark(
                -6, "The employer will free an hour on Fridays for the portfolio.", private=False
            ),
        ),
    ),
    Story(
        *("Chidera", "Anyanwu-Brooks", GLOAMSHIRE, 6, 14, 24, None, "soon"),
        since=(Event("not_attended", (-22, -12), why="Laptop had not arrived", kind="induction"),),
        skills={},
        hours=None,
        remarks=(
            Remark(-8, "The laptop has come. Induction can be held on line or at the trust."),
        ),
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
            "english": Skill(
                *("achieved", -150, "2", "Functional Skills certificate seen"),
                parts={"speaking": -205, "reading": -180, "writing": -150},
            ),
            "maths": Skill("achieved", -95, "2", "Functional Skills certificate seen"),
        },
        lag=-100,
        hours=1.2,
        done=("employer", "ready", "portfolio", "organisation"),
    ),
    Story("Jörg", "Pemberton", TUMBLEDOWN, 9, 14, 52, (-15, -8), "window"),
    Story(
        *("Dilnoza", "Karimova", MARLINGBURY, 54, 14, 31, (-21, -14), "window"),
        skills={
            "english": Skill("failed", -25, parts={"reading": -90, "speaking": -25}),
            "maths": Skill("booked", 17),
        },
        lag=13,
        done=("organisation",),
    ),
    Story(
        *("Tarquin", "Applethwaite", ST_ELDREDS, 20, 14, 17, (-17, -10), "window"),
        support="plan",
        cadence=Cadence(min_weeks=2, max_weeks=3),
        skills={
            "english": Skill(
                *("achieved", -80, "E3"), parts={"speaking": -110, "reading": -95, "writing": -80}
            ),
            "maths": Skill("working_towards", -75),
        },
        support_visits=4,
        second_tutor=True,
        adviser="Araminta Fennimore, learning support",
        remarks=(
            Remark(
                -50,
                "Support, as agreed at the start:\n"
                "- visits every two to three weeks\n"
                "- slides and forms sent two days before, on cream\n"
                "- one task at a time, written down",
            ),
            Remark(-30, "Reader for the maths exam applied for.", private=False),
        ),
    ),
    Story(
        *("Ngozi", "Ezeigbo-Lamb", FIDDLERS_REACH, 28, 14, 36, (-14, -7), "window"),
        bsl=True,
        skills={
            **GCSES,
            "english": Skill("achieved", -120, "2", "British Sign Language Level 2 seen"),
        },
        mode="workplace",
        adviser="Hal Inkpenny, interpreter",
        remarks=(
            Remark(
                -44,
                "The interpreter must be booked ten days before every visit and review.\n"
                "Sit so that the light falls on both faces.",
                private=False,
            ),
        ),
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
        skills={
            **GCSES,
            "english": Skill("working_towards", -20, parts={"speaking": -75, "reading": -20}),
        },
        support_visits=2,
    ),
    Story(
        *("Jamie", "Trelawny-Smythe", WOBBLEFORD, 8, 22, 16, (-24, -17)),
        standard="TLEVEL-SMS",
        cadence=Cadence(min_weeks=6, max_weeks=8),
        mode="workplace",
        skills={},
        hours=None,
        placement=(3,),
    ),
    Story("Aoife", "O'Connor", QUILLHAMPTON, 12, 14, 26, (-12, -4), hours=None),
    # breaks
    Story(
        *("Sergio", "Peñalver-Hythe", TUMBLEDOWN, 41, 14, 35),
        breaks=((-52, None),),
        expected=150,
        remarks=(
            Remark(-53, "Break begins: family reasons. Writes himself when he knows more."),
            Remark(-20, "Sent a card from all of us. No need to answer."),
        ),
    ),
    Story(
        *("Yetunde", "Balógun", OWLBECK, 45, 14, 32),
        breaks=((-96, 9),),
        expected=160,
        mode="workplace",
        remarks=(
            Remark(
                -6,
                "Looks forward to coming back. Before the first visit:\n"
                "- new dates for hours and KSBs\n"
                "- a quiet first week",
            ),
        ),
    ),
    # still to start
    Story(
        *("Saoirse", "Mac Giolla", ST_ELDREDS, -3, 14, 20, None, "start"),
        skills={**GCSES, "maths": Skill("decision_needed")},
        hours=None,
        remarks=(
            Remark(-7, "Spoke before the start: keen, and has read the standard already."),
            Remark(-3, "Employer to say by the first week whether maths is wanted.", private=False),
        ),
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
        remarks=(
            Remark(
                -1,
                "Gateway meeting held; all three present.\n"
                "Showcase portfolio to be sent in within two weeks.",
                private=False,
            ),
        ),
    ),
    Story(
        *("Desmond", "Featherby", GLOAMSHIRE, 75, 14, 55),
        begun_by=date(2024, 3, 4),
        grades=("pass", "distinction"),
        remarks=(Remark(-2, "Merit! Certificate on its way; told the employer.", private=False),),
        statuses=(("gateway", -135), ("completed", -30)),
        lag=-100,
        hours=1.1,
        done=("employer", "ready", "portfolio", "organisation"),
    ),
)
