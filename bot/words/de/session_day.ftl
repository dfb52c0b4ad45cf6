# Der Morgen einer Sitzung. Was ungefragt kommt, ist neutral.
session-day-hello = Ein leiser Gruß, wie vereinbart.
session-day-open = Öffnen
session-day-question = Heute ist Sitzung. Noch etwas ergänzen?
session-day-add = Etwas ergänzen
session-day-nothing = Nichts zu ergänzen
session-day-fine = In Ordnung. Ich wünsche eine gute Sitzung.
session-day-over = Diese Sitzung ist vorbei oder abgesagt. Für die nächste lässt sich noch etwas festhalten.
