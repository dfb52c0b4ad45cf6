"""Where the link in invitations leads: to us, to somebody else, nowhere; or Signal could not be asked."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.signal_rpc import SignalRpc
from bot.doctor_link import link_finding
from bot.finding import Degree, Finding
from bot.playground.signal import SignalDaemon, SignalFault
from tests.bot.channels.signal.scripted import ACCOUNT, LINK, SAM, refused, running

COMMAND = (
    f"`signal-cli -a {ACCOUNT} updateAccount -u NAME.01`, and put the link that it prints into SIGNAL_LINK"
)


async def look(daemon: SignalDaemon, link: str = "") -> Finding:
    rpc = SignalRpc(daemon.socket, answer_seconds=0.3)
    try:
        return await link_finding(rpc, daemon.account, link or daemon.link)
    finally:
        await rpc.close()


async def test_a_link_that_leads_to_us_is_fine_and_was_asked_for_once() -> None:
    async with SignalDaemon() as daemon:
        found = await look(daemon)
        assert daemon.calls("getUserStatus") == [{"account": daemon.account, "username": [daemon.link]}]
        assert daemon.violations == []
    assert (found.degree, found.sentence) == (Degree.FINE, "SIGNAL_LINK leads to us; invitations show it.")


async def test_a_link_that_leads_to_somebody_else_is_a_fault() -> None:
    async with SignalDaemon() as daemon:
        daemon.world.links[daemon.link] = SAM
        found = await look(daemon)
    assert found.degree is Degree.FAULT
    assert f"SIGNAL_LINK leads to somebody else than {daemon.account}" in found.sentence
    assert COMMAND in found.sentence
    assert SAM not in found.sentence


@pytest.mark.parametrize("release", [(0, 13, 19), (0, 14, 6)])
async def test_a_link_of_a_username_that_was_changed_or_deleted_is_a_fault(release: tuple[int, ...]) -> None:
    async with SignalDaemon(release=release) as daemon:
        daemon.world.links.clear()
        found = await look(daemon)
    assert found.degree is Degree.FAULT
    assert "SIGNAL_LINK leads nowhere: the username was changed or deleted" in found.sentence
    assert COMMAND in found.sentence


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (SignalFault.RATE_LIMIT_EXCEPTION, "rate_limit"),
        (SignalFault.IO_ERROR, "network"),
        (SignalFault.NO_ACCOUNT, "no_account"),
        (SignalFault.SILENT_BEFORE, "no_answer"),
        (SignalFault.LOST_BEFORE, "hung_up"),
    ],
)
async def test_what_cannot_be_asked_now_is_a_warning_with_its_reason(kind: SignalFault, why: str) -> None:
    async with SignalDaemon() as daemon:
        daemon.faults.next("getUserStatus", kind=kind)
        found = await look(daemon)
        assert len(daemon.calls("getUserStatus")) == 1
    assert found.degree is Degree.WARNING
    assert f"Where SIGNAL_LINK leads could not be asked now ({why})" in found.sentence


async def test_a_daemon_without_an_account_is_a_warning_here() -> None:
    async with SignalDaemon() as daemon:
        daemon.world.online = False
        found = await look(daemon)
    assert (found.degree, "(no_account)" in found.sentence) == (Degree.WARNING, True)


def status(uuid: str | None) -> dict[str, Any]:
    return {"result": [{"recipient": LINK, "uuid": uuid, "isRegistered": uuid is not None}]}


@pytest.mark.parametrize(
    ("answer", "contacts", "degree", "words"),
    [
        (status(None), None, Degree.FAULT, "leads nowhere"),
        ({"result": []}, None, Degree.FAULT, "leads nowhere"),
        (refused(-32603, "null (AssertionError)"), None, Degree.FAULT, "leads nowhere"),
        (status(SAM), {"result": []}, Degree.WARNING, "does not say whether to us"),
        (
            status(SAM),
            {"result": [{"number": ACCOUNT, "uuid": None}]},
            Degree.WARNING,
            "does not say whether",
        ),
        (status(SAM), refused(-3, "IO error"), Degree.WARNING, "could not be asked now (network)"),
    ],
)
async def test_each_answer_of_the_real_program_is_understood(
    answer: dict[str, Any], contacts: dict[str, Any] | None, degree: Degree, words: str
) -> None:
    async with running("tcp://127.0.0.1:0") as daemon:
        daemon.answers["getUserStatus"].append(answer)
        if contacts is not None:
            daemon.answers["listContacts"].append(contacts)
        rpc = SignalRpc(daemon.socket, answer_seconds=0.3)
        found = await link_finding(rpc, ACCOUNT, LINK)
        await rpc.close()
    assert (found.degree, words in found.sentence) == (degree, True), found


async def test_without_a_link_signal_is_not_asked() -> None:
    async with SignalDaemon() as daemon:
        rpc = SignalRpc(daemon.socket)
        found = await link_finding(rpc, daemon.account, "")
        await rpc.close()
        assert daemon.requests == []
    assert found.degree is Degree.FAULT
