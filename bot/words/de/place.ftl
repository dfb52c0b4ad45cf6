# Orte, die zur Wahl stehen.
place-home = Zu Hause
place-out = Draußen
place-work = Bei der Arbeit
place-anywhere = Wo ich gerade bin

# Dieselben mitten im Satz.
place-home-inside = zu Hause
place-out-inside = draußen
place-work-inside = bei der Arbeit
place-anywhere-inside = wo ich gerade bin
