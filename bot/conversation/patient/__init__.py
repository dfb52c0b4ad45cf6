"""What is said with patients."""

from bot.conversation.patient import (
    checkin,
    current,
    moments,
    notes,
    planning,
    preferences,
    second_way,
    session_day,
    welcome,
)

ROOMS = (welcome, planning, moments, checkin, notes, current, preferences, second_way, session_day)
