"""Every table. Sealed columns are encrypted with their table, column and row as associated data."""

from storage.tables.answers import checkin_revisions, checkins, files, notes, typed
from storage.tables.columns import Instant, Sealed, metadata
from storage.tables.exercises import assignment_changes, assignments, occurrences
from storage.tables.messages import (
    channel_challenges,
    channel_programs,
    inbox,
    outbox,
    prompts,
    spending,
    versions,
)
from storage.tables.people import addresses, consents, dialogs, erasures, guesses, invites, people
from storage.tables.sessions import appointments, digest_items, digests, series
from storage.tables.working import alerts, due, key_checks, leases, workers, zone_rules

__all__ = [
    "Instant",
    "Sealed",
    "addresses",
    "alerts",
    "appointments",
    "assignment_changes",
    "assignments",
    "channel_challenges",
    "channel_programs",
    "checkin_revisions",
    "checkins",
    "consents",
    "dialogs",
    "digest_items",
    "digests",
    "due",
    "erasures",
    "files",
    "guesses",
    "inbox",
    "invites",
    "key_checks",
    "leases",
    "metadata",
    "notes",
    "occurrences",
    "outbox",
    "people",
    "prompts",
    "series",
    "spending",
    "typed",
    "versions",
    "workers",
    "zone_rules",
]
