# Geplante Momente. Was ungefragt kommt, sagt nur, dass ein Moment da ist.
moments-due-1 = Der geplante Moment ist da.
moments-due-2 = Ein leiser Gruß, wie vereinbart.
moments-due-3 = Jetzt ist die gewählte Zeit.
moments-several = { $count } geplante Momente sind da. Die Reihenfolge ist frei.
moments-several-open = { $count } Momente sind noch offen, ganz ohne Druck. Die Reihenfolge ist frei.
moments-catch-up = Ich war eine Weile nicht da. Ein geplanter Moment ist noch offen, wenn es passt.
moments-back = Da bin ich wieder, wie vereinbart.
moments-follow-up = Noch offen, ganz ohne Druck. Jetzt, später oder heute nicht?
moments-open = Öffnen
moments-open-one = { $number } öffnen
moments-open-now = Jetzt öffnen
moments-now = Jetzt
moments-later = Später
moments-not-today = Heute nicht
moments-help = Hilfe
moments-so-far = Bisherige Antwort: { $outcome }. Eine andere Antwort ändert sie.
