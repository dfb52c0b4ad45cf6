# Eine Übung vorschlagen.
t-assign-nobody = Noch gibt es niemanden, dem eine Übung vorgeschlagen werden könnte. /invite erzeugt einen Code.
t-assign-leftovers = „{ $words }“ habe ich nicht verstanden und weggelassen.
t-assign-patient = Für wen ist die Übung?
t-assign-patient-gone = { $code } nimmt nicht mehr teil. /invite { $code } erzeugt einen neuen Code, falls die Person zurückkommen möchte.
t-assign-more = { $code } hat schon { $count } offene Übungen. Mehr als drei zugleich sind oft zu viel. Trotzdem noch eine vorschlagen?
t-assign-more-yes = Ja, noch eine
t-assign-more-no = Nein, lassen
t-assign-exercise = Welche Übung? Einen Bereich wählen, oder eine Nummer (BA-02) oder ein paar Worte („Sorgen 2“) eintippen.
t-assign-level = <b>{ $category }</b>: wie schwierig, von 1 bis 5?
t-assign-pick = Welche davon?
t-assign-use = Diese nehmen
t-assign-another = Eine andere
t-assign-twice = „{ $title }“ ist für { $code } schon offen. Ein zweites Mal vorschlagen?
t-assign-twice-yes = Ja, noch einmal
t-assign-clearance = „{ $title }“ braucht für { $code } eine dokumentierte ärztliche Freigabe und einen ersten Durchgang in der Sitzung. Ist beides geschehen?
t-assign-clearance-yes = Ja, beides ist geschehen
t-assign-goal = Zu welchem Ziel gehört sie? Am besten in gemeinsam gefundenen Worten: Die Person liest sie genau so.
t-assign-shorter = Das ist für eine Karte etwas lang. Bitte höchstens { $most } Zeichen.
t-assign-why =
    Wozu hilft sie? In der Sammlung steht:

    <blockquote>{ $why }</blockquote>
    Das übernehmen, oder eigene Worte schreiben.
t-assign-why-use = Übernehmen
t-assign-situation =
    In welcher Alltagssituation? Zum Beispiel „wenn ich nach Hause komme“. Das Beispiel der Sammlung:

    <blockquote>{ $example }</blockquote>
t-assign-rhythm = Wie oft? Auswählen oder eintippen: „werktags 07:30 für 3 Wochen“.
t-assign-rhythm-unclear = Ich habe nicht verstanden, wie oft. Zum Beispiel: täglich, Mo Mi Fr, alle 2 Tage, dreimal pro Woche, einmal am Freitag.
t-assign-suggested = Empfohlen: { $schedule }
t-assign-rhythm-once = Einmal
t-assign-rhythm-daily = Täglich
t-assign-rhythm-weekdays = Mo bis Fr
t-assign-rhythm-chosen-days = Bestimmte Tage
t-assign-rhythm-every-n-days = Alle paar Tage
t-assign-rhythm-times-per-week = Mehrmals pro Woche
t-assign-rhythm-monthly = Monatlich
t-assign-rhythm-on-event = Wenn es sich ergibt
t-assign-date = An welchem Tag?
t-assign-date-unclear = Den Tag habe ich nicht verstanden. Zum Beispiel: morgen, Freitag, 12.3.2026.
t-assign-past = Dieser Tag ist vorbei. Welcher Tag ab heute?
t-assign-days = An welchen Tagen? Mehrere sind möglich.
t-assign-days-unclear = Die Tage habe ich nicht verstanden. Zum Beispiel: Mo Mi Fr.
t-assign-every = Im Abstand von wie vielen Tagen?
t-assign-per-week = Wie oft pro Woche? Die Tage wählt die Person selbst.
t-assign-month-day = An welchem Tag des Monats?
t-assign-length = Wie lange? Auswählen, oder eine Dauer oder ein Ende eintippen: „10 Tage“, „bis 1. Mai“.
t-assign-length-unclear = Ich habe nicht verstanden, wie lange. Zum Beispiel: 2 Wochen, 10 Tage, bis 1. Mai.
t-assign-time = Welche Uhrzeit wird vorgeschlagen? Am Ende wählt die Person selbst. Ohne Angabe wird zunächst { $usual } angeboten.
t-assign-time-which = Welche dieser Zeiten ist gemeint?
t-assign-time-unclear = Die Uhrzeit habe ich nicht verstanden. Zum Beispiel: 18:30, halb sieben abends, 8:00 und 20:00.
t-assign-no-moment = Mit diesen Tagen und diesem Ende kommt kein Moment mehr zustande.
t-assign-no-moment-again = Neu wählen
t-assign-place = Welcher Ort wird vorgeschlagen? Am Ende wählt die Person selbst; überspringen ist möglich.
t-assign-place-open = wählt die Person
t-assign-hurdle = Was könnte dazwischenkommen? Überspringen ist möglich.
t-assign-another-hurdle = Könnte noch etwas dazwischenkommen?
t-assign-counter = Wenn „{ $hurdle }“ dazwischenkommt, was dann?
t-assign-reason = Welchem Grund ist „{ $hurdle }“ am nächsten? Nennt die Person ihn später, erscheint dieser Gegenplan.
t-assign-reason-too-hard = Zu schwer
t-assign-reason-no-opportunity = Keine Gelegenheit
t-assign-reason-fear = Angst
t-assign-reason-refusal = Möchte nicht
t-assign-reason-skill-doubt = Unsicher, ob es gelingt
t-assign-reason-unclear = Unklar, wie
t-assign-reason-relevance = Unklar, wozu
t-assign-reason-too-much = Zu viel
t-assign-reason-forgot = Vergessen
t-assign-reason-unwell = Unwohl
t-assign-reason-other = Etwas anderes
t-assign-no-hurdles = noch keine genannt
t-assign-if-then = Falls „{ $hurdle }“: „{ $counter }“
t-assign-follow-up = Wenn keine Antwort kommt: Wann soll ich einmal behutsam nachfragen?
t-assign-follow-up-hours = { $hours ->
    [0] Gar nicht
    [one] Nach { $hours } Stunde
   *[other] Nach { $hours } Stunden
}
t-assign-review =
    <b>Für { $code }: { $title }</b> ({ $id })

    Ziel: „{ $goal }“
    Wozu: { $why }
    Situation: „{ $situation }“
    Wann: { $schedule }{ $time ->
        [open] {" "}(zunächst; die Person wählt selbst)
       *[given] {""}
    }
    Ort: { $place }
    Hürden: { $hurdles }
    Nachfrage: { $hours ->
        [0] keine
        [one] einmal, nach { $hours } Stunde
       *[other] einmal, nach { $hours } Stunden
    }

    Zugestellt wird erst, wenn { $code } zugestimmt hat.
t-assign-send = An { $code } senden
t-assign-change-patient = Person ändern
t-assign-change-exercise = Übung ändern
t-assign-change-goal = Ziel ändern
t-assign-change-why = Begründung ändern
t-assign-change-situation = Situation ändern
t-assign-change-rhythm = Häufigkeit ändern
t-assign-change-length = Dauer ändern
t-assign-change-time = Uhrzeit ändern
t-assign-change-place = Ort ändern
t-assign-change-hurdles = Hürden ändern
t-assign-change-follow-up = Nachfrage ändern
t-assign-sent = An { $code } gesendet: „{ $title }“. Sobald die Übung vereinbart ist, folgt eine Nachricht.
t-assign-waiting = „{ $title }“ liegt für { $code } bereit, bis die Person angekommen ist. Sobald die Übung vereinbart ist, folgt eine Nachricht.
t-assign-later = „{ $title }“ liegt für { $code } bereit. Gerade ist Pause, oder Nachrichten kommen nicht an; danach findet die Person sie vor. Sobald die Übung vereinbart ist, folgt eine Nachricht.
t-assign-not-sent = Nichts wurde gesendet: Diese Person nimmt nicht mehr teil.
t-assign-replaces = Diese Übung tritt an die Stelle von „{ $title }“, sobald { $code } zustimmt. Bis dahin läuft jene weiter.
t-adapt-which = Was soll für { $code } anders werden? Was vereinbart war, ist schon eingetragen; durchsehen und absenden genügt. { $code } wird neu um Zustimmung gebeten, bis dahin läuft alles weiter wie bisher.
t-adapt-same = „{ $title }“ ändern
