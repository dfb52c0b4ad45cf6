# Die Sammlung der Übungen.
t-library-categories = <b>Übungen</b>
    Worum geht es? Oder suchen: /find und ein Wort, zum Beispiel /find Sorgen 2 (eine Zahl von 1 bis 5 ist die Schwierigkeit).
t-library-category = { $title } ({ $count })
t-library-exercises =
    <b>{ $category }</b> · { $count ->
        [one] { $count } Übung
       *[other] { $count } Übungen
    }, leichte zuerst. Die Wahl einer Schwierigkeit (etwa 2/5) zeigt nur diese.
t-library-label = { $id } { $title } · { $difficulty }/5
t-library-level = { $level }/5
t-library-all-levels = Alle
t-library-to-categories = ‹ Alle Bereiche
t-library-to-category = ‹ Bereich
t-library-easier = Leichter: { $id } { $title }
t-library-harder = Schwerer: { $id } { $title }
t-library-assign = Diese Übung vorschlagen …
t-library-gone = Die Übung { $id } gibt es in der Sammlung nicht mehr. /library zeigt, was da ist.
t-library-page =
    <b>{ $title }</b>
    { $id } · { $category } · Schwierigkeit { $difficulty } von 5 · { $minutes ->
        [0] über die Nacht
       *[other] etwa { $minutes } Min.
    }
    Empfohlen: { $schedule }{ $warnings }

    { $steps }

    Wozu: { $why }
t-library-suggested = { $often }, { $weeks ->
    [one] { $weeks } Woche
   *[other] { $weeks } Wochen
}
t-library-often-once = einmal
t-library-often-daily = täglich
t-library-often-weekly = einmal pro Woche
t-library-often-monthly = einmal im Monat
t-library-often-on-event = immer wenn es sich ergibt
t-library-often-times-per-week = { $times ->
    [1] einmal pro Woche
    [2] zweimal pro Woche
   *[other] { $times }-mal pro Woche
}
t-library-slot-morning = morgens
t-library-slot-midday = mittags
t-library-slot-afternoon = nachmittags
t-library-slot-late-afternoon = am späten Nachmittag
t-library-slot-evening = abends
t-library-slot-bedtime = vor dem Schlafen
t-library-slot-weekend = am Wochenende
t-library-slot-patient-choice = Zeit nach eigener Wahl
t-library-slot-when-it-happens = wenn es auftritt
t-library-clearance = ⚠ { $words }.
t-library-before = Kommt üblicherweise davor: { $exercises }
t-library-not-yet = ⚠ Kommt üblicherweise davor, bisher ohne Bericht: { $exercises }
t-library-caution = ⚠ { $words }
t-library-find-what = Was wird gesucht? Bitte hinter den Befehl schreiben, zum Beispiel /find Sorgen 2. /library zeigt alle Bereiche.
t-library-found =
    { $count ->
        [one] Eine Übung passt zu „{ $query }“.
       *[other] { $count } Übungen passen zu „{ $query }“, die ähnlichsten zuerst.
    }
t-library-nothing =
    Zu „{ $query }“ passt nichts. Oft hilft ein kürzeres oder allgemeineres Wort; eine Zahl am Ende meint die Schwierigkeit und kann wegfallen.
