"""A word to whoever runs the server: once, in counts and kinds, and once more when all is well again.

What passed a threshold is an alert row, like every other alert: written once, told at most once an hour, and marked as
seen when it is over. So a restart repeats nothing, and ten thousand rows that were set aside are one message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.channels.base import Channel, Rendered
from bot.messages import Lines, Say, Words
from bot.operations.checks import CHANNEL, POLLER, SCHEDULER, Check, checks
from bot.operations.pulse import Pulse
from bot.operations.vitals import Vitals
from bot.sending import SendError
from bot.words import render
from scheduler.clock import Clock
from storage import alerts, outbox, vitals
from storage.database import Database, DatabaseTrouble, Tx
from storage.records import Formality, Lane, NewMessage
from storage.trouble import name_of

log = structlog.get_logger()

CONDITIONS = {SCHEDULER: "scheduler_late", POLLER: "poller_silent", CHANNEL: "channel_failing"}
"""Which kind of alert a check raises. The database's own failing cannot be written down."""
DATABASE_FAILING = "database_failing"
SET_ASIDE = frozenset(
    {
        "update_parked",
        "message_given_up",
        "due_parked",
        "receipt_untold",
        "outbox_seal_broken",
        "plan_failed",
        "clock_set_back",
        "therapist_unreachable",
        "therapist_unproven",
        "backup_failed",
        "paid_cap_reached",
        "signal_captcha",
        "signal_cli_old",
        "channel_refused",
    }
)
"""Kinds of alerts that have words of their own."""

RAISED_AFTER = 300.0
DATABASE_AFTER = 60.0
CALM_AFTER = 300.0
"""Seconds; what trembles around its threshold is one trouble, not many."""
PAUSE = timedelta(hours=1)


@dataclass(frozen=True)
class Operator:
    """The chat that is told, on which channel, and in which language."""

    channel: str
    chat: str
    language: str


class Alarm:
    """Looks once a minute. Without an operator nobody is told, but the doctor shows what was written down."""

    def __init__(
        self,
        pulse: Pulse,
        own: Vitals,
        database: Database,
        clock: Clock,
        channels: Mapping[str, Channel],
        operators: Sequence[Operator],
    ) -> None:
        self._pulse = pulse
        self._own = own
        self._database = database
        self._clock = clock
        self._channels = channels
        self._operators = operators
        self._fine_since: float | None = None
        self._said_at = float("-inf")
        self._said = False

    async def once(self) -> None:
        """Look, write down what has passed a threshold, and tell. The write also shows that we can write."""
        looked = checks(await self._pulse.look())
        try:
            async with self._database.write() as tx:
                await vitals.beat(tx, self._clock.now())
                over = await self._keep(tx, looked)
                if self._operators:
                    await self._tell(tx, over=over or self._said)
        except (DatabaseTrouble, OSError) as fault:
            self._own.wrote(name_of(fault))
            if self._operators:
                await self._say_at_once()
        else:
            self._own.wrote(None)
            self._said = False

    async def _keep(self, tx: Tx, looked: Sequence[Check]) -> bool:
        """Write down what is bad now; once all has been well for a while, say whether a trouble is over that was told.

        To be well again takes more than not to be bad: the number has to be within the limit of readiness.
        """
        now, seconds = self._clock.now(), self._clock.monotonic()
        for check in looked:
            if check.name in CONDITIONS and (check.seconds or 0.0) > RAISED_AFTER:
                await alerts.raise_once(tx, CONDITIONS[check.name], check.channel or "threshold", now)
        if not all(check.fine for check in looked):
            self._fine_since = None
        elif self._fine_since is None:
            self._fine_since = seconds
        if self._fine_since is None or seconds - self._fine_since < CALM_AFTER:
            return False
        ended = await alerts.unseen_of(tx, list(CONDITIONS.values()))
        if ended:
            await alerts.seen(tx, [each.id for each in ended], now)
        return any(each.told_at is not None for each in ended)

    async def _tell(self, tx: Tx, *, over: bool) -> None:
        """Put at most one message of each sort into the outbox, with the marks that it was told."""
        now = self._clock.now()
        keys = {each: tx.keys.index(each.channel, each.chat) for each in self._operators}
        says = [Words("operator-well", {"waiting": await alerts.waiting(tx)})] if over else []
        for chat_key in keys.values():
            await alerts.keep_from_chat(tx, chat_key, now)
        if await alerts.any_untold(tx) and await vitals.take_turn(tx, "operator", now, now + PAUSE):
            says.append(trouble(await alerts.tell(tx, now)))
        messages = [
            NewMessage(
                channel=operator.channel,
                chat_key=chat_key,
                address=operator.chat,
                payload={
                    "say": Say(words).to_json(),
                    "language": operator.language,
                    "formality": Formality.SIE,
                },
                lane=Lane.REMINDER,
            )
            for operator, chat_key in keys.items()
            for words in says
        ]
        await outbox.add(tx, messages, now)

    async def _say_at_once(self) -> None:
        """Tell of a database that fails, past the outbox, which is in it: once until it works, once an hour at most."""
        seconds = self._clock.monotonic()
        lately = seconds - self._said_at < PAUSE.total_seconds()
        if self._said or lately or self._own.signs().database_failing < DATABASE_AFTER:
            return
        words = trouble(Counter({DATABASE_FAILING: 1}))
        for operator in self._operators:
            shown = Rendered(render(words, operator.language, Formality.SIE))
            try:
                await self._channels[operator.channel].send(operator.chat, shown)
            except SendError as fault:
                log.warning("alarm.not_said", channel=operator.channel, fault=fault.fault)
            else:
                self._said, self._said_at = True, seconds


def trouble(kinds: Counter[str]) -> Words:
    """Put counts and kinds into one message; kinds without words of their own are counted together."""
    known = SET_ASIDE | {*CONDITIONS.values(), DATABASE_FAILING}
    named: Counter[str] = Counter()
    for kind, count in kinds.items():
        named[kind if kind in known else "other"] += count
    lines = tuple(Words(f"operator-kind-{kind}", {"count": count}) for kind, count in sorted(named.items()))
    return Words("operator-trouble", {"kinds": Lines(lines, mark="·")})
