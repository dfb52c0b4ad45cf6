# Orte, die zur Wahl stehen.
place-home = Zu Hause
place-out = Draußen
place-work = Bei der Arbeit
place-anywhere = Wo ich gerade bin
