# Vom Vorschlag zum eigenen Plan.
planning-waiting = Eine neue Übung liegt bereit. Zustimmen, ändern oder erst besprechen?
planning-another = Noch eine Übung liegt bereit. Sie hat Zeit.
planning-open = Öffnen
planning-suggested = <i>Vorgeschlagen:</i> { $suggested }
planning-noted = <i>Notiert: erst besprechen.</i>
planning-often = <b>Wie oft:</b> { $schedule }
planning-agree = Zustimmen
planning-change = Ändern
planning-talk = Erst besprechen
planning-help = Hilfe
planning-when = Wann passt es am besten? Eine Zeit auswählen oder eintippen, etwa 18:30.
planning-time-known = { $time } · wie vorgeschlagen
planning-time-current = { $time } · wie bisher
planning-time-unclear = Darin habe ich keine Uhrzeit gefunden. Zum Beispiel: 18:30 oder 09:00 und 18:00.
planning-time-over = An diesem Tag ist die Zeit schon vorbei. Welche spätere passt?
planning-date = An welchem Tag? Einen auswählen oder ein Datum eintippen.
planning-date-over = Der vorgeschlagene Zeitpunkt ist schon vorbei. Welcher Tag passt jetzt? Einen auswählen oder ein Datum eintippen.
planning-date-unclear = Darin habe ich keinen kommenden Tag gefunden. Zum Beispiel: morgen, Freitag oder 12. März.
planning-days = An welchen Tagen? Alle passenden auswählen oder eintippen, etwa Mo Mi Fr. „Überspringen“ lässt sie, wie sie sind.
planning-days-number = An welchen Tagen? { $number ->
    [one] Vorgeschlagen ist ein Tag in der Woche.
   *[other] Vorgeschlagen sind { $number } Tage in der Woche.
} Alle passenden auswählen. „Überspringen“ verteilt sie über die Woche.
planning-days-unclear = Darin habe ich keine Tage gefunden. Zum Beispiel: Mo Mi Fr, werktags oder täglich.
planning-situation = Zu welchem Moment des Tages soll die Übung gehören? Zum Beispiel: wenn ich zu Abend gegessen habe.
planning-situation-known =
    Zu welchem Moment des Tages soll die Übung gehören? Vorgeschlagen: „{ $situation }“

    So lassen oder einen eigenen schreiben.
planning-as-suggested = So lassen
planning-where = { $formality ->
    [du] Wo bist du dann? Auswählen oder in eigenen Worten schreiben.
   *[sie] Wo sind Sie dann? Auswählen oder in eigenen Worten schreiben.
}
planning-shorter = Das ist etwas lang für die Karte, die ich bringe. Bitte höchstens { $most } Zeichen.
planning-hurdle = Was könnte dazwischenkommen? In eigenen Worten schreiben oder überspringen.
planning-hurdle-known = Was könnte dazwischenkommen? Auswählen, in eigenen Worten schreiben oder überspringen.
planning-counter =
    „{ $hurdle }“

    Wenn das passiert, dann … (was?)
planning-counter-known =
    „{ $hurdle }“

    Vorgeschlagen: „{ $counter }“

    Wenn das passiert, dann … (was?)
planning-confidence = { $formality ->
    [du] Wie zuversichtlich bist du, 0–10?
   *[sie] Wie zuversichtlich sind Sie, 0–10?
}
planning-smaller = Wollen wir es kleiner machen, damit es besser passt?
planning-smaller-fewer = Weniger Tage
planning-smaller-easier = Um eine leichtere Übung bitten
planning-smaller-keep = So lassen
planning-fewer = Welche Tage genügen? Alle passenden auswählen oder eintippen.
planning-wish-easier = Auswahl: etwas Leichteres, zum Beispiel { $title }
planning-teach-back = Wozu ist die Übung gut, in eigenen Worten?
planning-expected = Wie schwierig wird es wohl, 0–10?
planning-coping = { $formality ->
    [du] Gibt es einen Satz, der dir in diesem Moment helfen könnte? Ich zeige ihn dann genau so.
   *[sie] Gibt es einen Satz, der Ihnen in diesem Moment helfen könnte? Ich zeige ihn dann genau so.
}
planning-card =
    { $plan }

    Stimmt das so?
planning-yes = Ja, einverstanden
planning-change-something = Etwas ändern
planning-more = Etwas ergänzen
planning-which = Was soll anders sein?
planning-which-time = Uhrzeit
planning-which-date = Tag
planning-which-days = Tage
planning-which-place = Ort
planning-which-situation = Situation
planning-which-hurdle = Hürde
planning-agreed = Vereinbart. Der erste Moment kommt am { $moment }. /current zeigt jederzeit alles.
planning-agreed-event = Vereinbart. Eine feste Zeit gibt es nicht: Sobald es sich ergeben hat, lässt sich über /current sagen, wie es lief.
planning-agreed-paused = Vereinbart. { $pause }
planning-agreed-open = Vereinbart. Zurzeit ist kein Moment geplant; /current zeigt jederzeit alles.
planning-changed = Geändert. Der nächste Moment kommt am { $moment }.
planning-changed-event = Geändert. Eine feste Zeit gibt es nicht: Sobald es sich ergeben hat, lässt sich über /current sagen, wie es lief.
planning-changed-paused = Geändert. { $pause }
planning-changed-open = Geändert. Zurzeit ist kein Moment geplant; /current zeigt jederzeit alles.
planning-talk-words = { $formality ->
    [du] Gut, erst das Gespräch. Bis dahin kommt dazu nichts. Darf deine Fachkraft vorher schon etwas wissen?
   *[sie] Gut, erst das Gespräch. Bis dahin kommt dazu nichts. Darf Ihre Fachkraft vorher schon etwas wissen?
}
planning-talk-noted = Für die nächste Sitzung notiert. Bis zum Gespräch kommt nichts.
planning-already = Das ist schon vereinbart. /current zeigt es, und dort lässt es sich ändern.
planning-gone = Diese Übung ist nicht mehr offen. /current zeigt, was jetzt vereinbart ist.
planning-cancelled = Abgebrochen. Nichts wurde vereinbart oder geändert.
planning-replaces = { $formality ->
        [du] Diese Übung tritt an die Stelle von „{ $title }“; jene läuft weiter, bis du zustimmst.
       *[sie] Diese Übung tritt an die Stelle von „{ $title }“; jene läuft weiter, bis Sie zustimmen.
    }
planning-replaced = Diese Übung ist an die Stelle von „{ $title }“ getreten; von jener kommt nichts mehr.
