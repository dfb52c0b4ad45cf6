# Sitzungen, wie die Fachkraft sie ansetzt.
t-session-nobody = Noch ist niemand da, mit dem eine Sitzung anzusetzen wäre. /invite erzeugt den ersten Code.
t-session-unknown = Den Code „{ $typed }“ gibt es hier nicht. /patients zeigt alle.
t-session-gone = { $code } nimmt nicht mehr teil, deshalb ist keine Sitzung angesetzt.
t-session-overheard = Das habe ich nicht verstanden: „{ $words }“. Ein Beispiel: <code>/session P-1 12.3.2026 10:00 wöchentlich</code>
t-session-past = Dieser Zeitpunkt ist schon vorbei. Welcher ist gemeint?
t-session-far = Das ist in mehr als zwei Jahren. Welcher Tag ist gemeint?
t-session-whose = Um wessen Sitzung geht es?
t-session-date = An welchem Tag ist die Sitzung? Auswählen oder schreiben, zum Beispiel „12. März“.
t-session-date-unclear = Darin habe ich keinen Tag erkannt. Zum Beispiel: „Donnerstag“, „12. März“ oder „12.3.2026“.
t-session-time = Um wie viel Uhr? Auswählen oder schreiben, zum Beispiel „10:30“.
t-session-time-which = Welche der beiden ist gemeint?
t-session-time-unclear = Darin habe ich keine Uhrzeit erkannt. Zum Beispiel: „10:30“ oder „15 Uhr“.
t-session-weeks = Ist es eine einzelne Sitzung oder eine regelmäßige?
t-session-weeks-choice = { $weeks ->
    [0] einmalig
    [1] jede Woche
   *[other] alle { $weeks } Wochen
}
t-session-weeks-unclear = Bitte auswählen oder die Zahl der Wochen zwischen zwei Sitzungen schreiben, zum Beispiel „3“.
t-session-rhythm = { $weeks ->
    [0] einmalig
    [1] jede Woche
   *[other] alle { $weeks } Wochen
}
t-session-kept =
    Sitzung mit { $code }: <b>{ $when }</b> · { $rhythm }.
    Die Zusammenfassung kommt am { $summary }.{ $overlaps }
t-session-moved =
    Die Sitzung mit { $code } ist jetzt am <b>{ $when }</b>.
    Die Zusammenfassung kommt am { $summary }.{ $overlaps }
t-session-overlap = Zur selben Zeit: { $code }, { $when }.
t-session-there-already = Diese Sitzung mit { $code } ist schon angesetzt: { $rhythm }.
t-session-other-rhythm = Diese Sitzung mit { $code } ist schon angesetzt: { $rhythm }. Für „{ $wish }“ bitte zuerst die Reihe beenden (unten) und sie dann neu ansetzen.
t-session-none = Mit { $code } ist keine Sitzung angesetzt.
t-session-list =
    <b>Sitzungen mit { $code }</b>
    { $lines }
t-session-line = { "   " }{ $session }
t-session-chosen = ▸ <b>{ $session }</b>
t-session-all = Sitzungen mit { $code }
t-session-add = Hinzufügen
t-session-move = Verschieben
t-session-cancel = Diese absagen
t-session-end = Reihe beenden
t-session-keep = Beibehalten
t-session-cancel-ask = Die Sitzung mit { $code } am { $when } absagen?
t-session-cancel-yes = Ja, absagen
t-session-cancelled = Abgesagt: { $code }, { $when }. Was dafür gesammelt war, kommt in die nächste Zusammenfassung.
t-session-cancelled-already = Die Sitzung am { $when } ist schon abgesagt.
t-session-begun = Seit der Sitzung am { $when } hat schon eine weitere begonnen, deshalb bleibt sie, wie sie war.
t-session-begun-move = { $when }: verschieben
t-session-begun-off = { $when }: fand nicht statt
t-session-not-held-ask = Hat die Sitzung mit { $code } am { $when } nicht stattgefunden? Was dafür gesammelt war, kommt dann in die nächste Zusammenfassung.
t-session-not-held-yes = Sie fand nicht statt
t-session-not-held = Vermerkt: Die Sitzung mit { $code } am { $when } hat nicht stattgefunden. Was dafür gesammelt war, kommt in die nächste Zusammenfassung.
t-session-end-ask = Die Reihe mit { $code } beenden? Alle kommenden Sitzungen der Reihe werden abgesagt.
t-session-end-yes = Ja, beenden
t-session-ended = Die Reihe mit { $code } ist beendet. Was gesammelt war, kommt in die nächste Zusammenfassung.
t-session-lead = Wann Zusammenfassungen kommen
t-session-lead-ask =
    Zusammenfassungen kommen { $days ->
        [0] am Tag der Sitzung
        [1] am Tag davor
       *[other] { $days } Tage davor
    } um { $time }. An welchem Tag passen sie am besten?
t-session-lead-day = { $days ->
    [0] am Tag der Sitzung
    [1] am Tag davor
   *[other] { $days } Tage davor
}
t-session-lead-time = Um wie viel Uhr?
t-session-lead-kept =
    Zusammenfassungen kommen { $days ->
        [0] am Tag der Sitzung
        [1] am Tag davor
       *[other] { $days } Tage davor
    } um { $time }, spätestens eine Stunde vor der Sitzung.
