"""What is said with therapists."""

from bot.conversation.therapist import appointments, assign, digest, library, news, patients, welcome

ROOMS = (welcome, patients, assign, library, appointments, digest, news)
