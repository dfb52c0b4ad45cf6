"""What shall go wrong, in the order in which it was ordered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar


@dataclass
class Order:
    """One order to fail, `times` times: of one method (None: any), and for one person (None: anybody)."""

    method: str | None
    person: int | str | None
    times: int


O = TypeVar("O", bound=Order)  # noqa: E741 - it stands for an order


class Orders(Generic[O]):
    """What was ordered and has not happened yet."""

    def __init__(self) -> None:
        self._orders: list[O] = []

    def clear(self) -> None:
        """Withdraw what has not happened yet."""
        self._orders.clear()

    def take(self, method: str, person: object) -> O | None:
        """The fault that befalls this request, used up once."""
        for order in self._orders:
            if order.method in (None, method) and order.person in (None, person):
                order.times -= 1
                if not order.times:
                    self._orders.remove(order)
                return order
        return None
