from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.digest.facts import facts_of
from bot.digest.material import Material
from storage.records import Delivery, Note, NoteKind, Outcome, Reason
from tests.bot.digest.data_p7 import SINCE, UNTIL, ZONE, Diary, an_assignment, on_event, p7


def material(diary: Diary, **more: object) -> Material:
    base = Material("P-1", ZONE, SINCE, UNTIL, None, (an_assignment(1, "BA-02"),), tuple(diary.entries))
    return replace(base, **more)  # type: ignore[arg-type]


def test_the_week_of_p7_is_counted_as_in_the_domain() -> None:
    facts = facts_of(p7("en"))
    assert facts.due == 10
    assert dict(facts.counts) == {
        Outcome.DONE: 4,
        Outcome.CHANGED: 1,
        Outcome.PARTLY: 2,
        Outcome.NOT_DONE: 2,
        Outcome.NO_ANSWER: 1,
    }
    assert [(each.assignment.exercise_id, each.number) for each in facts.exercises] == [
        ("BA-02", 5),
        ("CT-02", 3),
        ("AGO-03", 2),
    ]


def test_reasons_are_counted_most_frequent_first() -> None:
    assert facts_of(p7("en")).reasons == (
        (Reason.FEAR, 2),
        (Reason.NO_OPPORTUNITY, 1),
        (Reason.UNCLEAR, 1),
    )


def test_a_hurdle_that_was_foreseen_is_a_reason_in_its_own_words() -> None:
    diary = Diary()
    mine = an_assignment(1, "BA-02")
    diary.on(mine, 5, Outcome.PARTLY, reasons=(Reason.OTHER, Reason.FEAR), answers={"_hurdle": "it rains"})
    diary.on(mine, 6, Outcome.NOT_DONE, reasons=(Reason.OTHER,), answers={"_hurdle": "it rains"})
    facts = facts_of(material(diary))
    assert facts.reasons == ((Reason.FEAR, 1),)
    assert facts.foreseen == (("it rains", 2),), "as one was kept before there could be several"


def test_each_of_several_hurdles_that_came_is_counted() -> None:
    diary = Diary()
    mine = an_assignment(1, "BA-02")
    diary.on(mine, 5, Outcome.PARTLY, reasons=(Reason.OTHER,), answers={"_hurdle": ["it rains", "no shoes"]})
    diary.on(mine, 6, Outcome.NOT_DONE, reasons=(Reason.OTHER,), answers={"_hurdle": ["no shoes"]})
    assert facts_of(material(diary)).foreseen == (("no shoes", 2), ("it rains", 1))


def test_reasons_of_an_outcome_that_no_longer_stands_are_not_counted() -> None:
    diary = Diary()
    mine = an_assignment(1, "BA-02")
    hindered = {"reasons": (Reason.FEAR, Reason.OTHER), "answers": {"_hurdle": ["it rains"]}}
    diary.on(mine, 5, Outcome.DONE, corrected=True, **hindered)
    diary.on(mine, 6, Outcome.CHANGED, corrected=True, **hindered)
    facts = facts_of(material(diary))
    assert (facts.reasons, facts.foreseen) == ((), ())
    diary.on(mine, 7, Outcome.NOT_DONE, corrected=True, **hindered)
    facts = facts_of(material(diary))
    assert (facts.reasons, facts.foreseen) == (((Reason.FEAR, 1),), (("it rains", 1),))


def test_what_was_saved_for_the_session_is_gathered_by_exercise_once_for_each_reason() -> None:
    diary = Diary()
    walk, bus = an_assignment(1, "BA-02"), an_assignment(2, "AGO-03")
    fear = {"reasons": (Reason.FEAR,), "answers": {"_fear": "session"}}
    diary.on(bus, 5, Outcome.NOT_DONE, **fear)
    diary.on(bus, 6, Outcome.DONE, corrected=True, **fear)
    diary.on(bus, 7, Outcome.PARTLY, reasons=(Reason.TOO_HARD,), answers={"_too_hard": "session"})
    diary.on(walk, 7, Outcome.PARTLY, reasons=(Reason.FEAR,), answers={"_fear": "use"})
    facts = facts_of(material(diary, assignments=(walk, bus)))
    assert [(each.assignment.id, each.reasons) for each in facts.saved] == [
        (2, (Reason.FEAR, Reason.TOO_HARD))
    ]


def test_raw_values_stand_before_and_after_each_exercise_for_itself() -> None:
    trends = facts_of(p7("en")).trends
    mood = trends[0].measures[0]
    assert (mood.stem, mood.top) == ("mood", 10)
    assert [(point.day.day, point.values) for point in mood.points] == [
        (5, (3, 5)),
        (6, (2, 4)),
        (8, (4, 6)),
        (10, (3, 5)),
    ]
    likelihood, suds = trends[1].measures
    assert (likelihood.points[0].about, likelihood.points[0].values) == ("I'll faint", (80, 40))
    assert suds.points[0].values == (70, 85, 60)


def test_a_value_that_was_not_given_stays_a_gap() -> None:
    diary = Diary()
    walk = an_assignment(1, "BA-02")
    diary.on(walk, 5, Outcome.DONE, answers={"mood_before": 3})
    diary.on(walk, 6, Outcome.DONE, answers={"pleasure": 3})
    (trend,) = facts_of(material(diary)).trends
    assert [point.values for point in trend.measures[0].points] == [(3, None)]


def test_not_delivered_not_done_and_no_answer_are_three_things() -> None:
    diary = Diary()
    walk = an_assignment(1, "BA-02")
    diary.on(walk, 5, None, delivery=Delivery.NOT_DELIVERED)
    diary.on(walk, 6, Outcome.NOT_DONE)
    diary.on(walk, 7, Outcome.NO_ANSWER)
    facts = facts_of(material(diary))
    assert dict(facts.counts) == {Outcome.NOT_DONE: 1, Outcome.NO_ANSWER: 1}
    assert facts.apart.not_delivered == 1


def test_paused_open_and_extra_moments_are_outside_the_denominator() -> None:
    diary = Diary()
    walk = an_assignment(1, "BA-02")
    diary.on(walk, 5, Outcome.DONE)
    diary.on(walk, 6, Outcome.PAUSED, delivery=Delivery.CANCELLED)
    diary.on(walk, 7, Outcome.DONE, extra=True)
    waiting = diary.entries[0].occurrence
    facts = facts_of(material(diary, still_open=(waiting,)))
    assert facts.due == 1
    assert (facts.apart.paused, facts.apart.extra, facts.apart.still_open) == (1, 1, 1)
    assert (facts.appreciation.tried, facts.appreciation.extra) == (1, 1)


def test_of_an_exercise_on_an_event_each_report_counts_as_one_and_nothing_was_due() -> None:
    diary = Diary()
    walk, thought = an_assignment(1, "BA-02"), on_event(2, "CT-01")
    diary.on(thought, 5, Outcome.DONE, extra=True)
    diary.on(thought, 6, Outcome.PARTLY, extra=True)
    diary.on(walk, 6, Outcome.DONE, extra=True)
    diary.on(thought, 7, Outcome.DONE, extra=True)
    facts = facts_of(material(diary, assignments=(walk, thought)))
    assert facts.due == 0
    assert dict(facts.reports) == {Outcome.DONE: 2, Outcome.PARTLY: 1}
    assert [(each.assignment.id, each.number, each.on_event) for each in facts.exercises] == [(2, 3, True)]
    assert facts.apart.extra == 1
    assert (facts.appreciation.extra, facts.appreciation.reported) == (1, 3)


def test_a_report_that_was_taken_back_is_none() -> None:
    diary = Diary()
    thought = on_event(1, "CT-01")
    diary.on(thought, 5, Outcome.DONE, extra=True, hard="the words")
    back = diary.entries[0].checkin
    assert back is not None
    diary.entries[0] = replace(diary.entries[0], checkin=replace(back, outcome=Outcome.NO_ANSWER))
    facts = facts_of(material(diary, assignments=(thought,)))
    assert (facts.due, dict(facts.reports), facts.exercises) == (0, {}, ())


def test_what_perhaps_never_arrived_is_marked() -> None:
    diary = Diary()
    diary.on(an_assignment(1, "BA-02"), 5, Outcome.NO_ANSWER, delivery=Delivery.MAYBE)
    diary.on(an_assignment(1, "BA-02"), 6, Outcome.DONE, delivery=Delivery.MAYBE)
    facts = facts_of(material(diary))
    assert facts.apart.maybe == 1, "an answer proves that it arrived"


def test_an_answer_after_the_last_summary_is_told_apart_from_the_counts() -> None:
    diary = Diary()
    walk = an_assignment(1, "BA-02")
    diary.on(
        walk,
        3,
        Outcome.PARTLY,
        late=True,
        earlier=Outcome.NO_ANSWER,
        reasons=(Reason.FORGOT,),
        hard="the rain",
    )
    facts = facts_of(material(diary))
    assert facts.due == 0
    assert len(facts.afterwards) == 1
    assert facts.reasons == ((Reason.FORGOT, 1),), "its reason was never told before"
    assert facts.hard[0].text == "the rain"


def test_a_correction_of_what_was_told_counts_nothing_twice() -> None:
    diary = Diary()
    walk = an_assignment(1, "BA-02")
    reasons = (Reason.FEAR,)
    diary.on(walk, 3, Outcome.DONE, corrected=True, earlier=Outcome.PARTLY, reasons=reasons)
    facts = facts_of(material(diary))
    assert (facts.due, facts.reasons, facts.trends) == (0, (), ())
    assert facts.afterwards[0].earlier is Outcome.PARTLY


def test_quotes_are_verbatim_and_the_newest_stands_first() -> None:
    diary = Diary()
    walk = an_assignment(1, "BA-02")
    diary.on(walk, 5, Outcome.DONE, hard="  first,\nwith a line  ", insight="light helps")
    diary.on(walk, 6, Outcome.DONE, hard="second")
    at = datetime(2026, 3, 7, 23, 30, tzinfo=UTC)
    note = Note(1, 7, NoteKind.INSIGHT, "sleep helps", at, 1)
    facts = facts_of(material(diary, notes=(note,)))
    assert [quote.text for quote in facts.hard] == ["second", "  first,\nwith a line  "]
    assert [quote.text for quote in facts.learned] == ["sleep helps", "light helps"]
    assert facts.learned[0].day == date(2026, 3, 8), "the day on the patient's own wall clock"


def test_hard_days_that_were_told_are_appreciated_as_plain_counts() -> None:
    found = facts_of(p7("en")).appreciation
    assert (found.tried, found.due, found.adapted, found.harder) == (7, 10, 1, 4)
    assert found.instead == "the arcade, as it rained"


def test_a_week_without_answers_and_notes_is_quiet() -> None:
    diary = Diary()
    assert facts_of(material(diary)).quiet
    diary.on(an_assignment(1, "BA-02"), 5, Outcome.NO_ANSWER)
    assert facts_of(material(diary)).quiet
    assert not facts_of(p7("en")).quiet


def test_days_of_more_than_a_week_need_their_dates() -> None:
    diary = Diary()
    walk = an_assignment(1, "BA-02")
    diary.on(walk, 5, Outcome.DONE)
    assert facts_of(material(diary)).in_a_week
    diary.on(walk, 3, Outcome.DONE, late=True, earlier=Outcome.NO_ANSWER)
    assert not facts_of(material(diary)).in_a_week
