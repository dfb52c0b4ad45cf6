# Later: when a moment comes back.
later-when = When shall I come back?
later-30 = In 30 minutes
later-60 = In 1 hour
later-evening = This evening, { $at }
later-tomorrow = Tomorrow, { $at }
later-kept = OK, I'll be back at { $at }.
later-kept-day = OK, I'll be back on { $at }.
later-answered = You have answered this one already, so I won't come back to it. /current shows what is agreed.
