"""What an auditor saw in a file that never was: the child A., her brother and their parents are invented."""

from __future__ import annotations

GOOD, IMPROVE = "Good", "Requires improvement"
YES = "Yes"

SEEN: dict[str, tuple[str, str]] = {
    "1.1": (YES, "Complete. Both parents hold responsibility, and school, health visitor and GP are named."),
    "1.2": (GOOD, "Current to October. Every move is there, with what it meant for A. and who told her."),
    "1.3": (GOOD, "Two clear pages: who A. is, why we are involved, and what has to change by Christmas."),
    "2.1": (GOOD, "School's call was followed up the same day, and the earlier referral of 2024 was read."),
    "2.2": (GOOD, "Health visitor and school both asked; the school's account led to the joint visit."),
    "2.3": (GOOD, "School was rung back within the day, and told in writing what would happen next."),
    "2.5": (GOOD, "History of three contacts was put together, and the pattern of missed meals was named."),
    "2.8": (GOOD, "A. was seen within the day and alone; the strategy discussion was held by noon."),
    "2.9": (GOOD, "Minutes say who takes what on by when; the enquiry heard A., her mother and her teacher."),
    "2.10": (GOOD, "Quick, joint, and led by what A. had told her teacher."),
    "3.1": ("", "Done within 38 working days of the referral; the delay was for the hearing test."),
    "3.2": (YES, "It opens, and is signed off by the team manager."),
    "3.3": (YES, "From this September, after the move to the new flat."),
    "3.4": (YES, "The first page says it: meals missed, cold home, and what A. said at school."),
    "3.5": (GOOD, "Ten-day checkpoint held, and the plan was changed there after the first two visits."),
    "3.6": (GOOD, "Two home visits, school, health and housing; a neglect tool was used with both parents."),
    "3.7": (YES, "Used at the start and again at the end, with the change between them set out."),
    "3.8": (GOOD, "Cold and hunger are described through her day, from waking to the walk to school."),
    "3.9": (IMPROVE, "Her hearing is mentioned once. What it means at home and in class is not explored."),
    "3.10": (GOOD, "Three wishes in her own words; the one about her own bed is an action in the plan."),
    "3.11": (IMPROVE, "Father was rung twice. His own account, and his mother's, were never asked for."),
    "3.12": (
        GOOD,
        "School's attendance and health's growth charts are used in the analysis, not just attached.",
    ),
    "3.13": (GOOD, "The audiology report is quoted, and its advice is in the plan for school."),
    "3.14": (YES, "Sent to both parents on 2 October and read through with A. by her worker."),
    "3.15": ("No", "No sign of it in the history, with school or with health."),
    "3.18": ("No", "None recorded by police or school in the last two years."),
    "3.21": (IMPROVE, "Sound on harm; thin on who A. is, and on what her father and his family could offer."),
    "4.1": (GOOD, "Mother's and school's accounts of mornings differ; the worker went at 8am to see."),
    "4.2": (GOOD, "Says what A. needs by when, what her parents find hard, and what the flat adds to it."),
    "4.3": (GOOD, "Two explanations are weighed: low mood after the move, or a pattern since 2024."),
    "4.4": (GOOD, "Her brother's needs are set out apart from hers, and why they should stay together."),
    "4.5": (GOOD, "It follows from the facts, says what is not known yet, and how we will find out."),
    "5.2": (GOOD, "Updated after the October core group; what was done is ticked off with dates."),
    "5.3": (GOOD, "Her own bed and her mother's wish for mornings help are both in it, in their words."),
    "5.4": (GOOD, "Six actions, each with a name and a day; warm bedroom by 30 October was met."),
    "5.5": (GOOD, "Each need of the assessment has its action; only her hearing has none."),
    "5.6": (YES, "Staying at home is the aim; grandmother is named, were that to fail."),
    "5.7": (GOOD, "Every four weeks, both parents there, minutes out within five days."),
    "5.8": (GOOD, "Breakfast every school day since half term; attendance is up from 81 to 94 per cent."),
    "5.9": (YES, "Referred in June, with a joint visit held in July."),
    "5.10": (GOOD, "A. is warmer, fed and in school, and says so herself."),
    "6.1": (GOOD, "Visits moved to before school because her mother asked; A. chose where to meet."),
    "6.2": (GOOD, "Seen every ten days, mostly alone, at school and at home; her drawings are kept."),
    "6.3": (YES, "Every room was seen in September and again in November: heating on, bed made up."),
    "6.4": (GOOD, "Visits, reviews and the core group were all held in time since the conference."),
    "6.5": (IMPROVE, "Supervision in June and September only. The drift on the housing letter was missed."),
    "6.6": (GOOD, "The chair asked twice about father's family, and wrote to the team manager in August."),
    "6.7": (GOOD, "The decision not to go to court is written down with its reasons and who was there."),
    "6.8": (GOOD, "Duties are kept; supervision is the gap, and the chair made up for part of it."),
    "7.1": (
        GOOD,
        "Child protection was right in July, and the step to child in need is planned for January.",
    ),
    "7.2": (GOOD, "The warm bedroom and breakfast club changed her days within six weeks."),
    "7.3": (GOOD, "Short, dated the same day, and clear about what is fact and what is opinion."),
    "7.4": (GOOD, "Early help's worker came to the first two visits, so the family told it once."),
    "7.5": (GOOD, "From the first page to the plan; her wish for her own bed was met in October."),
    "improvements": (YES, "Case summary and chronology are new since August, and the plan is hers now."),
    "recent": (GOOD, "Visits and core groups held as planned, and the plan has moved on each time."),
    "overall": (GOOD, "A. is safer, and was heard. Her father's side and supervision are what is missing."),
}
"""By question: what is chosen (nothing where it is no choice), and what was seen."""

WORDS = {
    "overview": "A. tells her own story throughout, in words and drawings, and it led to the change of "
    "school. Good practice to share: the story board made with her and her brother.",
    "why_differs": "The assessment leaves gaps; the plan and the work since have closed most of them.",
    "why_step": "The assessment leaves gaps; the plan and the work since have closed most of them.",
    "parents_views": "Her mother said she was listened to, and knew what had to change and why.",
    "practitioner_view": "Mornings were the key. I would ask for her father's family sooner another time.",
}
"""By question, where there is nothing but words to give."""
