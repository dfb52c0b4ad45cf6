"""The same, in every zone of the world: all changes of the clock from 2025 to 2040, and random schedules.

What must come is read from another implementation of the zone data, the C library's: the clock on the wall is walked
minute by minute around each change. A wall time that it shows is due the first time that it is shown; one that it never
shows is due as many minutes after the last one shown as it is later than that (RFC 5545, 3.3.5: by the offset before).
"""

import time as c_library
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import zone_data
from scheduler.recurrence import Pattern, Planned, Schedule, next_occurrence, occurrences
from tests.zones import changes, offset

ZONES = sorted(available_timezones())
NAMES = Counter(zone_data.rules().values())
DISTINCT = sorted({fingerprint: name for name, fingerprint in sorted(zone_data.rules().items())}.items())
"""Names that share their rules are the same zone: one of them is walked for all."""
PARTS = 8
FIRST, LAST = date(2025, 1, 1), date(2040, 12, 31)
MINUTE, HOUR, DAY = (timedelta(seconds=each) for each in (60, 3600, 86_400))

Wall = Callable[[datetime], datetime]


@pytest.fixture
def wall_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Wall]]:
    """Put the C library into a zone; what it gives says what the clock on the wall shows at an instant."""
    if not hasattr(c_library, "tzset"):
        pytest.skip("This system's C library reads no zone data.")

    def put_into(name: str) -> Wall:
        file = tmp_path / name.replace("/", "-")
        file.write_bytes(zone_data.read(name))
        monkeypatch.setenv("TZ", f":{file}")
        c_library.tzset()
        return lambda at: datetime(*c_library.localtime(at.timestamp())[:6])  # noqa: DTZ001 - a wall has no zone

    yield put_into
    monkeypatch.undo()
    c_library.tzset()


def shown(wall: Wall, change: datetime, around: timedelta) -> dict[datetime, datetime]:
    """Return when the clock on the wall first shows each minute."""
    found: dict[datetime, datetime] = {}
    for minute in range(-(around // MINUTE), around // MINUTE + 1):
        at = change + minute * MINUTE
        found.setdefault(wall(at), at)
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_every_change_of_every_zone_is_passed_exactly_once(part: int, wall_of: Callable[[str], Wall]) -> None:
    seen = 0
    for fingerprint, name in DISTINCT[part::PARTS]:
        zone, wall = ZoneInfo(name), None
        for change in changes(zone, FIRST, LAST):
            seen += NAMES[fingerprint]
            shift = abs(change.shift)
            wall = wall or wall_of(name)
            first_shown = shown(wall, change.at, shift + HOUR)
            before = change.at - MINUTE
            begin = wall(before) + MINUTE + min(change.shift, 0 * DAY)
            end = begin + shift
            for local in (begin - MINUTE, begin, begin + shift / 2, end - MINUTE, end):
                due = first_shown.get(local) or before + (local - wall(before))
                _three_days(local, zone, wall, due)
    assert seen > 400  # 6,440 in all with the zone data 2025b


def _three_days(local: datetime, zone: ZoneInfo, wall: Wall, due: datetime) -> None:
    """Of three days around a change each gives one moment: the one at the change then, the others as shown."""
    schedule = Schedule(pattern=Pattern.DAILY, starts=local.date() - DAY, times=(local.time(),), count=3)
    found = list(occurrences(schedule, zone, None, local.date() + 9 * DAY))
    assert [planned.local_date - local.date() for planned in found] == [-DAY, 0 * DAY, DAY]
    assert found[0].at < found[1].at < found[2].at
    assert [wall(found[0].at), found[1].at, wall(found[2].at)] == [local - DAY, due, local + DAY], zone.key
    assert list(_one_by_one(schedule, zone)) == found


def _one_by_one(schedule: Schedule, zone: ZoneInfo) -> Iterator[Planned]:
    found = next_occurrence(schedule, zone, datetime(2024, 12, 1, tzinfo=UTC))
    while found is not None:
        yield found
        found = next_occurrence(schedule, zone, found.at)


@pytest.mark.parametrize("part", range(PARTS))
def test_each_date_of_sixteen_years_is_planned_once_in_every_zone_and_never_backwards(part: int) -> None:
    days = [FIRST + DAY * n for n in range((LAST - FIRST).days + 1)]
    schedule = Schedule(pattern=Pattern.DAILY, starts=FIRST, times=(time(2, 30),))
    for _, name in DISTINCT[part::PARTS]:
        found = list(occurrences(schedule, ZoneInfo(name), None, LAST))
        assert [planned.local_date for planned in found] == days
        moments = [planned.at for planned in found]
        assert all(one < two for one, two in zip(moments, islice(moments, 1, None), strict=False))


SCHEDULES = st.builds(
    Schedule,
    pattern=st.sampled_from([Pattern.ONCE, Pattern.DAILY, Pattern.WEEKDAYS, Pattern.MONTHLY]),
    starts=st.dates(date(1985, 1, 1), date(2037, 1, 1)),
    times=st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1, max_size=3, unique=True)
    .map(tuple),
    count=st.none() | st.integers(1, 30),
)  # fmt: skip


@given(st.sampled_from(ZONES), SCHEDULES)
@settings(max_examples=300, deadline=None)
def test_every_planned_date_and_slot_comes_once_in_order(name: str, schedule: Schedule) -> None:
    zone = ZoneInfo(name)
    found = list(occurrences(schedule, zone, None, schedule.starts + 40 * DAY))
    keys = [(planned.local_date, planned.slot) for planned in found]
    assert len(set(keys)) == len(keys)
    assert len({(planned.at, planned.slot) for planned in found}) == len(found)
    for slot in range(len(schedule.times)):
        moments = [planned.at for planned in found if planned.slot == slot]
        assert all(one < two for one, two in pairwise(moments))
    for planned in found:
        shown = planned.at.astimezone(zone).replace(tzinfo=None)
        late = shown - datetime.combine(planned.local_date, planned.local_time)
        before = offset(zone, planned.at - DAY - late)
        assert late in (0 * DAY, offset(zone, planned.at) - before)
        assert 0 * DAY <= late <= DAY


@given(st.sampled_from(ZONES), SCHEDULES, st.timedeltas(-2 * DAY, 40 * DAY))
@settings(max_examples=200, deadline=None)
def test_the_next_occurrence_is_the_earliest_of_all_that_follow(
    name: str, schedule: Schedule, since_start: timedelta
) -> None:
    zone = ZoneInfo(name)
    after = datetime.combine(schedule.starts, time(), tzinfo=UTC) + since_start
    every = occurrences(schedule, zone, None, schedule.starts + 90 * DAY)
    later = [planned.at for planned in every if planned.at > after]
    found = next_occurrence(schedule, zone, after)
    assert (found.at if found else None) == (min(later) if later else None)
