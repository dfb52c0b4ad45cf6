"""Quiet hours on the wall clock, and how many messages a day may hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.courtesy import Earlier, Manners, after_quiet, is_quiet, next_allowed, quiet_begins

BERLIN = "Europe/Berlin"
EVENING = Manners(BERLIN, 21 * 60, 8 * 60)


def berlin(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(BERLIN), fold=fold).astimezone(UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        (berlin(2026, 3, 2, 20, 59), False),
        (berlin(2026, 3, 2, 21, 0), True),
        (berlin(2026, 3, 3, 0, 0), True),
        (berlin(2026, 3, 3, 7, 59), True),
        (berlin(2026, 3, 3, 8, 0), False),
    ],
)
def test_quiet_hours_reach_over_midnight(at: datetime, *, quiet: bool) -> None:
    assert is_quiet(at, EVENING) is quiet


def test_what_falls_into_the_evening_waits_for_the_next_morning() -> None:
    assert after_quiet(berlin(2026, 3, 2, 22, 30), EVENING) == berlin(2026, 3, 3, 8, 0)


def test_what_falls_after_midnight_waits_for_the_same_morning() -> None:
    assert after_quiet(berlin(2026, 3, 3, 0, 30), EVENING) == berlin(2026, 3, 3, 8, 0)


def test_quiet_hours_within_a_day_end_the_same_day() -> None:
    siesta = Manners(BERLIN, 13 * 60, 15 * 60)
    assert after_quiet(berlin(2026, 3, 2, 14, 0), siesta) == berlin(2026, 3, 2, 15, 0)
    assert after_quiet(berlin(2026, 3, 2, 22, 0), siesta) == berlin(2026, 3, 2, 22, 0)


def test_who_sets_no_quiet_hours_has_none() -> None:
    at = berlin(2026, 3, 2, 3, 0)
    assert after_quiet(at, Manners(BERLIN, 0, 0)) == at


def test_the_night_of_the_spring_change_ends_at_eight_on_the_new_clock() -> None:
    end = after_quiet(berlin(2026, 3, 28, 22, 0), EVENING)
    assert end == datetime(2026, 3, 29, 6, 0, tzinfo=UTC)
    assert end - berlin(2026, 3, 28, 22, 0) == timedelta(hours=9)


def test_the_night_of_the_autumn_change_ends_at_eight_on_the_new_clock() -> None:
    end = after_quiet(berlin(2026, 10, 24, 22, 0), EVENING)
    assert end == datetime(2026, 10, 25, 7, 0, tzinfo=UTC)
    assert end - berlin(2026, 10, 24, 22, 0) == timedelta(hours=11)


def sent(*hours: tuple[int, bool]) -> list[Earlier]:
    return [Earlier(berlin(2026, 3, 2, hour), planned) for hour, planned in hours]


def test_two_unasked_messages_fill_a_day() -> None:
    now = berlin(2026, 3, 2, 17, 0)
    assert next_allowed(now, EVENING, sent((9, False))) == now
    assert next_allowed(now, EVENING, sent((9, False), (12, False))) == berlin(2026, 3, 3, 8, 0)


def test_planned_moments_fill_a_day_at_three_and_do_not_count_as_two() -> None:
    now = berlin(2026, 3, 2, 17, 0)
    assert next_allowed(now, EVENING, sent((9, True), (12, True))) == now
    assert next_allowed(now, EVENING, sent((9, True), (12, True), (15, True))) == berlin(2026, 3, 3, 8, 0)
    assert next_allowed(now, EVENING, sent((9, True), (12, True), (15, False))) == berlin(2026, 3, 3, 8, 0)


def test_yesterday_does_not_count() -> None:
    now = berlin(2026, 3, 3, 9, 0)
    assert next_allowed(now, EVENING, sent((9, False), (12, False))) == now


def test_the_day_is_the_persons_own() -> None:
    auckland = Manners("Pacific/Auckland", 0, 0)
    evening, midnight = datetime(2026, 3, 2, 10, 30, tzinfo=UTC), datetime(2026, 3, 2, 11, 30, tzinfo=UTC)
    told = [Earlier(evening, planned=False), Earlier(evening, planned=False)]
    assert next_allowed(evening + timedelta(minutes=1), auckland, told) == datetime(
        2026, 3, 2, 11, 0, tzinfo=UTC
    )
    assert next_allowed(midnight, auckland, told) == midnight


def test_a_therapists_day_has_quiet_hours_but_no_number() -> None:
    therapist = Manners(BERLIN, 21 * 60, 8 * 60, capped=False)
    now = berlin(2026, 3, 2, 17, 0)
    assert next_allowed(now, therapist, sent(*[(9, False)] * 9)) == now
    assert next_allowed(berlin(2026, 3, 2, 23, 0), therapist, []) == berlin(2026, 3, 3, 8, 0)


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    quiet_from=st.integers(0, 1439),
    quiet_to=st.integers(0, 1439),
    zone=st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
    before=st.lists(st.tuples(st.integers(0, 48 * 60), st.booleans()), max_size=5),
)
def test_what_is_allowed_is_never_quiet_never_before_now_and_soon(
    now: datetime, quiet_from: int, quiet_to: int, zone: str, before: list[tuple[int, bool]]
) -> None:
    manners = Manners(zone, quiet_from, quiet_to)
    earlier = [Earlier(now - timedelta(minutes=minutes), planned) for minutes, planned in before]
    at = next_allowed(now, manners, earlier)
    assert now <= at <= now + timedelta(days=2, hours=3)
    assert not is_quiet(at, manners)


def test_the_next_quiet_hours_begin_this_evening_or_tomorrow_or_never() -> None:
    nine = datetime(2026, 3, 5, 20, 0, tzinfo=UTC)  # 21:00 in Berlin
    assert quiet_begins(nine - timedelta(hours=5), EVENING) == nine
    assert quiet_begins(nine, EVENING) == nine + timedelta(days=1)
    assert quiet_begins(nine, Manners(BERLIN, 0, 0)) is None
