"""What is said with therapists."""

from bot.conversation.therapist import (
    appointments,
    assign,
    clock,
    digest,
    digest_files,
    library,
    news,
    patients,
    welcome,
)

ROOMS = (welcome, patients, assign, library, appointments, digest, digest_files, news, clock)
