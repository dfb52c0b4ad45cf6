"""Why a channel did not take a message."""

from __future__ import annotations


class SendError(Exception):
    """A channel did not take a message, or did not give a file.

    `permanent`: trying again cannot help (the person blocked us, the message is refused).
    `blocked`: the person cannot be reached by this channel any more.
    `retry_in`: seconds that the service asked us to wait.
    `uncertain`: the message may have arrived; sending it again may show it twice.
    `whole_channel`: nothing can be sent to anybody until `retry_in` is over; `uncertain` beside it is about this message.
    `changed_identity`: the person has a new safety number, and gets no content until they show who they are.
    `until_heard`: what the person writes next may make it possible; without that it is tried after `retry_in`.
    `fault`: a short name of the fault for logs and alerts; never words of anybody.
    """

    def __init__(
        self,
        fault: str,
        *,
        permanent: bool = False,
        blocked: bool = False,
        retry_in: float | None = None,
        uncertain: bool = False,
        whole_channel: bool = False,
        changed_identity: bool = False,
        until_heard: bool = False,
    ) -> None:
        super().__init__(fault)
        self.fault = fault
        self.permanent = permanent
        self.blocked = blocked
        self.retry_in = retry_in
        self.uncertain = uncertain
        self.whole_channel = whole_channel
        self.changed_identity = changed_identity
        self.until_heard = until_heard
