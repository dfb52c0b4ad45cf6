"""Messages whose choices are answered by words: what each number means, and which of them still wait for one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from storage import tables as t
from storage.database import Tx
from storage.partial import in_state
from storage.records import Prompt, PromptState

_prompt = t.prompts.c
_OPEN = in_state(_prompt.state, PromptState.OPEN)
_TOGETHER = timedelta(hours=1)
"""Whoever types after two messages that came further apart means the newer one."""
_ASKED_AT_ONCE = 6
"""So many open messages are looked at; nobody means one that lies further back by a bare number."""


async def add(
    tx: Tx,
    channel: str,
    chat_key: str,
    *,
    ref: str,
    topic: str,
    content: dict[str, Any],
    many: bool,
    now: datetime,
) -> None:
    """Keep what a message offers, in place of what it offered before.

    Older ones of the same topic are closed by it, and so is whatever was answered before this one came; what came
    long before it is fresh no more. `ref` is "" where the message may have arrived, and nobody knows as what.
    """
    if ref:
        await tx.remove(t.prompts, _prompt.chat_key == chat_key, _prompt.ref == ref)
    await _age(tx, chat_key, _prompt.sent_at < now - _TOGETHER)
    over = or_(_prompt.answered_by.is_not(None), and_(_prompt.topic == topic, _prompt.topic != ""))
    await _close(tx, chat_key, over)
    await tx.add(
        t.prompts,
        channel=channel,
        chat_key=chat_key,
        ref=ref,
        topic=topic,
        content=content,
        many=many,
        state=PromptState.OPEN,
        fresh=True,
        answered_by=None,
        answer=None,
        sent_at=now,
    )


async def remove(tx: Tx, chat_key: str, ref: str) -> None:
    """Forget a message that offers nothing any more."""
    await tx.remove(t.prompts, _prompt.chat_key == chat_key, _prompt.ref == ref)


async def forget(tx: Tx, chat_key: str) -> None:
    """Forget all that a chat was asked, and what was answered there: it is another person's now."""
    await tx.remove(t.prompts, _prompt.chat_key == chat_key)
    await tx.remove(t.versions, t.versions.c.chat_key == chat_key)


async def open_ones(tx: Tx, chat_key: str, after: datetime) -> list[Prompt]:
    """Return what was sent to a chat after this moment and waits for an answer, newest first."""
    query = (
        select(t.prompts)
        .where(_OPEN, _prompt.chat_key == chat_key, _prompt.sent_at > after)
        .order_by(_prompt.id.desc())
        .limit(_ASKED_AT_ONCE)
    )
    return await tx.all(Prompt, t.prompts, query)


async def at(tx: Tx, chat_key: str, ref: str) -> Prompt | None:
    """Return what a message of ours offers, whether or not it still waits; None where it offers nothing."""
    query = select(t.prompts).where(_prompt.chat_key == chat_key, _prompt.ref == ref)
    return await tx.one(Prompt, t.prompts, query) if ref else None


async def latest(tx: Tx, chat_key: str, limit: int) -> list[Prompt]:
    """Return the newest prompts of a chat, whether or not they still wait, newest first."""
    query = select(t.prompts).where(_prompt.chat_key == chat_key).order_by(_prompt.id.desc()).limit(limit)
    return await tx.all(Prompt, t.prompts, query)


async def newest_before(tx: Tx, chat_key: str, moment: datetime) -> Prompt | None:
    """Return the prompt that was the last one in a chat at a moment, whether or not it still waits."""
    query = (
        select(t.prompts)
        .where(_prompt.chat_key == chat_key, _prompt.sent_at <= moment)
        .order_by(_prompt.id.desc())
        .limit(1)
    )
    return await tx.one(Prompt, t.prompts, query)


async def answered_with(tx: Tx, chat_key: str, message_ref: str) -> Prompt | None:
    """Return the newest prompt that a typed message answered."""
    query = (
        select(t.prompts)
        .where(_prompt.chat_key == chat_key, _prompt.answered_by == message_ref)
        .order_by(_prompt.id.desc())
        .limit(1)
    )
    return await tx.one(Prompt, t.prompts, query) if message_ref else None


async def answer(tx: Tx, prompt_id: int, message_ref: str, data: str) -> None:
    """Keep which message answered, and what it meant; it is no longer fresh."""
    await tx.change(t.prompts, prompt_id, answered_by=message_ref, answer=data, fresh=False)


async def take_back(tx: Tx, prompt_id: int) -> None:
    """Forget an answer; whether a bare number may be the next one depends on what has come since."""
    await tx.change(t.prompts, prompt_id, answered_by=None, answer=None)


async def close(tx: Tx, chat_key: str, ref: str) -> None:
    """Let no bare number answer a message any more; a reaction, or a reply to itself, still does."""
    await _close(tx, chat_key, _prompt.ref == ref)


async def close_many(tx: Tx, chat_key: str, ids: Collection[int]) -> None:
    """Do so with several."""
    if ids:
        await _close(tx, chat_key, _prompt.id.in_(ids))


async def stale(tx: Tx, chat_key: str) -> None:
    """Note that something was typed: what stands above it is fresh no more."""
    await _age(tx, chat_key)


async def purge(tx: Tx, before: datetime) -> int:
    """Remove what was sent before this moment, and the versions of messages that old; return how many there were."""
    return await tx.remove(t.prompts, _prompt.sent_at < before) + await tx.remove(
        t.versions, t.versions.c.at < before
    )


async def _age(tx: Tx, chat_key: str, *which: ColumnElement[bool]) -> None:
    await tx.run(
        update(t.prompts)
        .where(_OPEN, _prompt.chat_key == chat_key, _prompt.fresh.is_(True), *which)
        .values(fresh=False)
    )


async def _close(tx: Tx, chat_key: str, which: ColumnElement[bool]) -> None:
    await tx.run(
        update(t.prompts)
        .where(_OPEN, _prompt.chat_key == chat_key, which)
        .values(state=PromptState.CLOSED, fresh=False)
    )
