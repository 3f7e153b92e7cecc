"""Invented notes that tutors make at visits, some for themselves and some to be shared."""

PRIVATE: tuple[str, ...] = (
    "Thinks aloud before writing: leave ten minutes for that next time.",
    "Asked for later starts in exam weeks. Agreed, from the next visit.",
    "Ring the mentor before the next visit:\n"
    "- time for the portfolio in the week\n"
    "- who takes the Thursday group",
    "Sure of the work, less so of writing it up. Offer a voice recording instead.",
    "A little nervous about being observed. First go with a group already known, and no camera.",
    "Moving house this month; e-mails may be slow.",
    "The college laptop has no camera. Ask the IT desk again if it is still so.",
    "Would like to train as a teacher one day. Look out the dates of the open evenings.",
    "The quiet room must be asked for: send the time a week before.",
    "Good with the hardest questions when asked twice. Do ask twice.",
    "Line manager changes after the holidays. Find out who signs the reviews then.",
    "Bus only every hour: finish by ten to, or there is a long wait.\nOnline is easier in winter.",
    "Keeps a paper diary and forgets the calendar. Send a message the day before.",
    "Carries more than the job asks. Bring up workload at the review, gently.",
    "Two hours of the log had no date. Mended together; look at it once more in a month.",
    "Enjoys the research side. Point to the article on questioning before the discussion.",
    "Helps to care for a parent on some Fridays: ask before booking one.",
    "Asked what happens if the contract ends early. Told whom to ask; come back to it.",
)
SHAREABLE: tuple[str, ...] = (
    "Talked through active listening with an example from last week. Wrote two targets:\n"
    "1. keep a log of open questions\n"
    "2. try silence for five seconds",
    "Planned the next observation together. The group has been asked and agrees.",
    "Safeguarding scenario worked through; knew whom to tell and what to write down.",
    "The portfolio has a clear order now. Next: one more witness statement.",
    "Employer and mentor agreed to half a day a week for study.",
    "Discussed how feedback was given to a learner, and what came of it.",
    "Looked at the standard together and marked what the new group will show.",
    "Practice for the professional discussion: clear answers, with good examples.\n"
    "Could say more about how progress is measured.",
    "Went through the hours. All logged up to last week.",
    "Equality and diversity: compared two policies and found three things to take up.",
    "Case study read together. Strong on the plan, thin on the outcome; to be added.",
    "Talked about self-care and where to get support.",
    "Set up folders for the evidence, one for each duty.",
    "Study skills session prepared; materials are ready to use.",
    "Spoke about next steps after the apprenticeship.\n"
    "- two courses to look at\n"
    "- a colleague to talk to",
    "Read the mentor's feedback. Pleased with how the sessions are prepared.",
    "Agreed what to record, and how, before the next visit.",
    "Behaviour for learning: tried out two approaches, and chose one to keep.",
)
REVIEWED: tuple[str, ...] = (
    "On course; the employer asks for more time in class.",
    "",
    "Targets of the last review met. Three new ones set, the first due in a month.",
    "",
    "Workload discussed; study time is kept free on two afternoons.",
    "Employer pleased with the group sessions.",
    "",
    "Hours and KSBs gone through line by line.",
    "",
    "New mentor introduced.\nFirst meeting between the two is next week.",
    "Dates for the exams agreed with the employer.",
)
"""What is noted of a review; of some, nothing."""
