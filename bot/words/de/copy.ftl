# Eine Kopie von allem, was über jemanden gespeichert ist, auf einer eigenen Seite.
copy-title = Was über { $code } gespeichert ist
copy-made = Erstellt am { $at }. In der Praxis liegt das alles verschlüsselt; hier ist es lesbar. Bitte so aufbewahren, dass es niemand sonst liest. Dasselbe, mit den technischen Angaben, steht in der Datei { $file } für andere Programme.
copy-you = Zur Person
copy-exercises = Was vereinbart wurde
copy-moments = Momente und Antworten
copy-notes = Notizen für die Sitzung
copy-sessions = Sitzungen
copy-summaries = Zusammenfassungen für die Fachkraft
copy-files = Bilder, Aufnahmen und Dokumente
copy-nothing = Nichts.
copy-broken = (nicht mehr lesbar)
copy-not-opened = Einiges ist nicht mehr lesbar und fehlt hier. In der Datei für andere Programme stehen diese Angaben unter: { $places }.
copy-fact = { $label }: { $value }
copy-code = Kürzel
copy-since = Dabei seit
copy-zone = Uhr
copy-language = Sprache
copy-quiet = Ruhezeit
copy-from-to = { $from } bis { $to }
copy-address = Erreichbar über { $channel } unter { $address }
copy-consent = { $at }: { $given ->
    [yes] eingewilligt
   *[no] widerrufen oder abgelehnt
} (Text vom { $version }, { $channel })
copy-exercise = { $title } · { $state ->
    [proposed] vorgeschlagen
    [talk_first] erst zu besprechen
    [agreed] vereinbart
    [paused] pausiert
   *[ended] beendet
}
copy-why = Warum
copy-place = Wo
copy-schedule = Wann
copy-steps = Schritte
copy-coping = Hilfreicher Satz
copy-teach-back = Wofür, in { $formality ->
    [du] deinen
   *[sie] Ihren
} Worten
copy-event = { $at }: { $event ->
    [proposed] vorgeschlagen
    [agreed] vereinbart
    [changed] geändert
    [talk_first] erst darüber sprechen
    [paused] pausiert
    [resumed] wieder aufgenommen
    [quieted] still nach dreimal ohne Antwort
    [course_over] zu Ende gegangen
    [wished] etwas anderes gewünscht
   *[ended] beendet
} { $by ->
    [nobody] {""}
    [patient] von { $formality ->
        [du] dir
       *[sie] Ihnen
    }
   *[therapist] von der Fachkraft
}
copy-end-planned = steht noch bevor
copy-end-open = offen
copy-end-cancelled = aus dem Plan genommen
copy-earlier = Bis { $at } stand da: { $end }
copy-note = { $at } · { $kind }
copy-taken-back = zurückgenommen
copy-note-earlier = Vorher
copy-session = { $at } · { $state ->
    [planned] vereinbart
   *[cancelled] abgesagt
}
copy-summary = { $at } · für die Sitzung { $session }
copy-summary-alone = { $at }
copy-took-up = Aufgenommen: Antworten { $answers }, Momente ohne Antwort { $unanswered }, Notizen { $notes }, Änderungen am Vereinbarten { $changes }
copy-file = { $at } · { $what }
