"""The reconciler: whoever has an agreed exercise but no moment ahead gets it planned, whatever went wrong before."""

from __future__ import annotations

from datetime import datetime

from scheduler.plan import plan_ahead
from storage import assignments, occurrences, people
from storage.database import Database

PAGE = 200


async def plan_everybody(database: Database, now: datetime) -> int:
    """Plan what is missing of every agreed exercise, a page per transaction; return how many moments were new.

    What fell due while we were away is planned too, from the last moment that was: it then comes due at once, and
    is delivered late or marked as not delivered, but not forgotten.
    """
    planned = after_id = 0
    while True:
        async with database.write() as tx:
            page = await assignments.without_future(tx, now, after_id=after_id, limit=PAGE)
            if page:
                patients = await people.get_many(tx, {each.patient_id for each in page})
                last = await occurrences.last_planned(tx, [each.id for each in page])
                since = {
                    each.id: last[each.id].planned_at if each.id in last else each.agreed_at or now
                    for each in page
                }
                zones = {person.id: person.zone for person in patients.values()}
                planned += await plan_ahead(tx, page, zones, now, since=since)
        if len(page) < PAGE:
            return planned
        after_id = page[-1].id
