# Orte, die sich antippen lassen.
place-home = Zu Hause
place-out = Draußen
place-work = Bei der Arbeit
place-anywhere = Wo ich gerade bin
