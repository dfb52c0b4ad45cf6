"""What is said with patients."""

from bot.conversation.patient import (
    checkin,
    current,
    ended,
    moments,
    notes,
    planning,
    preferences,
    second_way,
    session_day,
    welcome,
)

ROOMS = (welcome, planning, moments, checkin, notes, current, ended, preferences, second_way, session_day)
