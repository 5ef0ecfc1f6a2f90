"""Conditions hold or not from the answers so far; what is unanswered makes them false."""

from template_specs.condition_types import questions_in
from template_specs.conditions import differing, holds
from template_specs.model import AgeAtLeast, AllOf, Answered, AnyOf, AtLeast, Differs, Is, Not


def when(condition, **answers):
    return holds(condition, answers.get)


def test_no_condition_always_holds():
    assert when(None)


def test_is_looks_for_one_of_its_values():
    cp = Is("type", ("CP",))
    assert when(cp, type="CP")
    assert not when(cp, type="CIN")
    assert not when(cp)


def test_a_tick_is_yes_or_no():
    assert when(Is("cwd", ("yes",)), cwd=True)
    assert not when(Is("cwd", ("yes",)), cwd=False)
    assert when(Is("cwd", ("no",)), cwd=False)


def test_any_of_several_choices_will_do():
    assert when(Is("areas", ("home",)), areas=("health", "home"))


def test_numbers_reach_their_least_and_ticks_are_no_numbers():
    assert when(AtLeast("score", 7), score=7)
    assert not when(AtLeast("score", 7), score=6)
    assert not when(AtLeast("score", 1), score=True)
    assert not when(AtLeast("score", 0))


def test_answered():
    assert when(Answered("q"), q=False)
    assert when(Answered("q"), q=0)
    assert not when(Answered("q"))


def test_age_is_counted_at_the_audits_date():
    seventeen = AgeAtLeast("born", "on", 17)
    assert when(seventeen, born="2009-06-05", on="2026-06-05")
    assert not when(seventeen, born="2009-06-06", on="2026-06-05")
    assert not when(seventeen, born="2009-06-05")
    assert not when(seventeen, born="not a date", on="2026-06-05")
    assert not when(AgeAtLeast("born", "on", 18), born="2008-02-29", on="2026-02-28")
    assert when(AgeAtLeast("born", "on", 18), born="2008-02-29", on="2026-03-01")


def test_differing_grades_leave_out_not_applicable_and_unanswered():
    condition = Differs("overall", ("s2", "s3", "s4", "s5"))
    answers = {"overall": "good", "s2": "good", "s3": "ri", "s4": "na"}
    assert differing(condition, answers.get) == ("s3",)
    assert when(condition, **answers)
    assert not when(condition, overall="good", s2="good")
    assert not when(condition, s3="ri")
    assert not when(condition, overall="na", s3="ri")


def test_all_any_and_not():
    yes, no = Is("a", ("yes",)), Is("b", ("yes",))
    assert not when(AllOf((yes, no)), a="yes")
    assert when(AllOf((yes, no)), a="yes", b="yes")
    assert when(AnyOf((yes, no)), a="yes")
    assert when(Not(no), a="yes")
    assert not when(Not(yes), a="yes")


def test_the_questions_of_a_condition_are_all_found():
    condition = AllOf(
        (
            Is("a", ("x",)),
            AnyOf((Answered("b"), Not(AtLeast("c", 1)))),
            AgeAtLeast("d", "e", 1),
            Differs("f", ("g",)),
        )
    )
    assert questions_in(condition) == frozenset("abcdefg")
    assert questions_in(None) == frozenset()


def test_grades_differ_by_so_many_steps_or_more():
    steps = ("inadequate", "ri", "good", "outstanding")
    far = Differs("overall", ("s2", "s3"), steps, 2)
    given = {"overall": "good", "s2": "ri", "s3": "na"}
    assert differing(far, given.get) == ()
    assert not holds(far, given.get)
    assert differing(far, {**given, "s2": "inadequate"}.get) == ("s2",)
    assert holds(far, {**given, "s2": "inadequate"}.get)
    assert differing(far, {**given, "overall": "ri", "s3": "outstanding"}.get) == ("s3",)
    assert differing(far, {**given, "overall": "na", "s2": "inadequate"}.get) == ()
