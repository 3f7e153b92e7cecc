"""The second tutor and the stories of the learners in his caseload."""

from datetime import date, time

from tutor_tui.demo.employers import (
    BRACKENTHWAITE,
    FIDDLERS_REACH,
    GLOAMSHIRE,
    MARLINGBURY,
    OWLBECK,
    QUILLHAMPTON,
    ST_ELDREDS,
    TUMBLEDOWN,
    WOBBLEFORD,
)
from tutor_tui.demo.story import GCSES, Event, Remark, Skill, Story
from tutor_tui.model.tutor import Tutor

TUTOR = Tutor(
    id="",
    name="Tomasz Featherstonehaugh",
    email="tomasz@example.org",
    working_days=(2, 3, 4, 5),
    day_end=time(16, 30),
    visits_per_day=3,
)
LEAVE_WEEKS = (6,)
"""Weeks of leave, counted from this week."""

STORIES = (
    # overdue
    Story(
        *("Ayşe", "Karadağ-Hill", MARLINGBURY, 122, 20, 37, (-43, -36), "soon"),
        breaks=((-330, -210),),
        expected=40,
        lag=20,
        done=("employer",),
        remarks=(
            Remark(
                -33,
                "Plan for the last stretch:\n"
                "1. the two case studies\n"
                "2. a second observation\n"
                "3. the reflective account, with time kept free for it",
                private=False,
            ),
        ),
    ),
    Story(
        *("Finlay", "D'Arcy-Quill", QUILLHAMPTON, 29, 14, 18, (-52, -45)),
        since=(
            Event("cancelled", (-25, -17), "learner", "School trip"),
            Event("booked", (-9, -2)),
        ),
        skills={**GCSES, "maths": Skill("not_started")},
        lag=12,
    ),
    Story(
        *("Mărioara", "Ionescu-Beck", OWLBECK, 125, 18, 43, (-60, -53), "soon"),
        standard="ST0148",
        breaks=((-640, -400),),
        expected=60,
        mode="workplace",
        skills={**GCSES, "ict": Skill("not_started"), "safeguarding": Skill("booked", 12)},
        lag=30,
        hours=0.8,
        remarks=(Remark(-15, "Safeguarding first, ICT after: one thing at a time suits better."),),
    ),
    # due
    Story(
        *("Tendai", "Mushonga", BRACKENTHWAITE, 34, 14, 24, (-35, -28)),
        skills={**GCSES, "english": Skill("working_towards", -45, parts={"writing": -45})},
    ),
    # booked in the window
    Story("Ieuan", "ab Owain", GLOAMSHIRE, 23, 14, 39, (-26, -19), "today"),
    Story(
        *("Noor", "al-Haddad", ST_ELDREDS, 50, 14, 17, (-20, -12), "window"),
        support="assessment",
        mode="workplace",
        skills={
            "english": Skill(
                *("achieved", -140, "1"), parts={"reading": -190, "writing": -165, "speaking": -140}
            ),
            "maths": Skill("booked", 31),
        },
        lag=6,
        done=("organisation",),
        support_visits=3,
        second_tutor=True,
        adviser="Perpetua Lindqvist-Roe, specialist tutor",
        remarks=(
            Remark(
                -60,
                "Assessment report read together. What helps:\n"
                "- large print, and no red on green\n"
                "- a break after half an hour",
            ),
            Remark(-16, "Extra time for the maths exam is granted.", private=False),
        ),
    ),
    Story("Renée", "St Clair-Obi", WOBBLEFORD, 13, 14, 45, (-15, -7), "window"),
    Story(
        *("Jędrzej", "Kowalczuk-Ash", TUMBLEDOWN, 37, 14, 29, (-18, -10), "window"),
        skills={**GCSES, "english": Skill("opted_out", -200)},
    ),
    # lately seen; a learner of one name
    Story("", "Suryani", FIDDLERS_REACH, 19, 14, 33, (-16, -8)),
    # on a break
    Story(
        *("Shu-Fen", "Lau-Whitlock", QUILLHAMPTON, 42, 14, 31),
        breaks=((-40, 46),),
        expected=130,
        remarks=(Remark(-41, "Break agreed with the university, to the end of the project."),),
    ),
    # T Level students, whom no cadence binds
    Story(
        *("Kofi", "Ampofo-Dale", WOBBLEFORD, 8, 22, 16, (-30, -21)),
        standard="TLEVEL-SMS",
        skills={},
        hours=None,
        placement=(4, 5),
    ),
    Story(
        *("Elowen", "Penhallurick", WOBBLEFORD, 8, 22, 17, (-34, -25)),
        standard="TLEVEL-SMS",
        skills={},
        hours=None,
        placement=(2,),
    ),
    # past the gateway, withdrawn, done
    Story(
        *("Ravindra", "de Silva-Marsh", MARLINGBURY, 62, 14, 50),
        statuses=(("gateway", -21),),
        lag=-100,
        hours=1.1,
        done=("employer", "ready", "portfolio", "organisation"),
    ),
    Story(
        *("Sólveig", "Haraldsdóttir-Pike", GLOAMSHIRE, 35, 14, 26),
        statuses=(("withdrawn", -70),),
        lag=15,
        hours=0.7,
        remarks=(Remark(-1, "Has found a post abroad. Wished her well; the door stays open."),),
    ),
    Story(
        *("Ọmọ́lará", "Adéyẹmí", OWLBECK, 110, 15, 42),
        begun_by=date(2023, 6, 5),
        grades=("distinction", "distinction"),
        remarks=(
            Remark(-3, "Distinction in both parts. Will speak to the new group.", private=False),
        ),
        statuses=(("gateway", -160), ("completed", -55)),
        lag=-100,
        hours=1.1,
        done=("employer", "ready", "portfolio", "organisation"),
    ),
)
