"""What the doctor tells of each thing that it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Degree(StrEnum):
    """How it stands with a thing, in the word that is printed. Only a fault has to be mended before all works."""

    FINE = "ok"
    WARNING = "warn"
    FAULT = "FAULT"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    degree: Degree
    sentence: str

    @property
    def is_fault(self) -> bool:
        """Whether something does not work until this is mended."""
        return self.degree is Degree.FAULT


def fine(sentence: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(Degree.FINE, sentence)


def warning(sentence: str) -> Finding:
    """Say that something works, and will not for long, or not in every case; the doctor does not fail for it."""
    return Finding(Degree.WARNING, sentence)


def faulty(sentence: str) -> Finding:
    """Say that something does not work, and what to do about it."""
    return Finding(Degree.FAULT, sentence)
