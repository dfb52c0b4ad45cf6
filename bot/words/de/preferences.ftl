# Was sich jederzeit einstellen lässt.
pref-cancelled = Abgebrochen. Alles bleibt, wie es war.
pref-language-en = English
pref-language-de-sie = Deutsch (Sie)
pref-language-de-du = Deutsch (du)
pref-language-ask = In welcher Sprache soll ich schreiben?
pref-language-set = { $formality ->
    [du] Gut. Ab jetzt schreibe ich auf Deutsch und sage du.
   *[sie] Gut. Ab jetzt schreibe ich auf Deutsch und sage Sie.
}
pref-language-unknown = Bisher kann ich Englisch und Deutsch.
pref-language-which-german = Auf Deutsch: Sie oder du?
pref-clock-unclear = Darin habe ich keine Uhrzeit gefunden. Zum Beispiel: 18:30, halb sieben oder 18 Uhr.
pref-clock-which = Welche von beiden ist gemeint?
pref-zone-ask = { $formality ->
    [du]
        Deine Uhr steht auf { $city }, dort ist es jetzt { $time }.

        Wo bist du? Schreib eine Stadt oder teile deinen Standort.
   *[sie]
        Ihre Uhr steht auf { $city }, dort ist es jetzt { $time }.

        Wo sind Sie? Schreiben Sie eine Stadt oder teilen Sie Ihren Standort.
}
pref-zone-keep = Bei { $city } bleiben
pref-zone-unknown = Diesen Ort kenne ich nicht. Bitte die nächste größere Stadt schreiben oder den Standort teilen.
pref-zone-where = { $formality ->
    [du] Wo bist du dann? Schreib eine Stadt oder teile deinen Standort.
   *[sie] Wo sind Sie dann? Schreiben Sie eine Stadt oder teilen Sie Ihren Standort.
}
pref-zone-which = Welcher davon?
pref-zone-confirm =
    In { $new } ist es jetzt { $time }. Soll ich mich nach dieser Uhr richten?

    Geplante Uhrzeiten bleiben dann gleich: Was für 18:00 geplant war, kommt um 18:00 in { $new }, nicht mehr in { $old }.
pref-zone-move = Ja, nach { $city } richten
pref-zone-stay = Nein, bei { $city } bleiben
pref-zone-moved = Gut. Alle geplanten Zeiten gelten jetzt nach der Uhr von { $city }.
pref-zone-kept = Alles bleibt nach der Uhr von { $city }.
pref-quiet-from = { $formality ->
    [du]
        Von { $from } bis { $to } kommt nichts ungefragt. Momente, die du selbst geplant hast, kommen trotzdem.

        Ab wann soll Ruhe sein? Eine Zeit auswählen oder eintippen; oder gleich beide, etwa 21:00 bis 07:00.
   *[sie]
        Von { $from } bis { $to } kommt nichts ungefragt. Momente, die Sie selbst geplant haben, kommen trotzdem.

        Ab wann soll Ruhe sein? Eine Zeit auswählen oder eintippen; oder gleich beide, etwa 21:00 bis 07:00.
}
pref-quiet-span = Von { $from } bis { $to }
pref-quiet-unclear = Darin habe ich keine Uhrzeiten gefunden. Zum Beispiel: 21:00 bis 07:00, oder nur der Beginn: 21:00.
pref-quiet-to = Ruhe ab { $from }, bis wann?
pref-quiet-same = Beide Zeiten sind gleich. Bis wann soll Ruhe sein?
pref-quiet-set = Gut. Von { $from } bis { $to } kommt nichts ungefragt.
pref-pause-ask = Bis wann soll ich still sein? Auswählen oder eintippen, zum Beispiel „Freitag“, „12. März“ oder „zwei Wochen“.
pref-pause-tomorrow = Bis morgen
pref-pause-3-days = 3 Tage
pref-pause-week = Eine Woche
pref-pause-open = Bis ich mich melde
pref-pause-unclear = Darin habe ich keinen Tag zwischen morgen und in einem Jahr gefunden. Zum Beispiel: „Freitag“, „12. März“ oder „zwei Wochen“.
pref-paused = Pausiert bis { $until }; an diesem Tag bin ich wieder da. Hilfe bleibt erreichbar. /resume beendet die Pause früher.
pref-paused-open = Pausiert, bis /resume die Pause beendet. Hilfe bleibt erreichbar.
pause-then = Alles ist pausiert bis { $until }. Der erste Moment danach: { $at }.
pause-then-open = Alles ist pausiert, bis /resume die Pause beendet; der nächste Moment kommt danach.
pref-pause-over = Die Pause ist vorbei. Ich bin wieder da, wie vereinbart. /pause beginnt eine neue.
pref-resumed = Gut. Ich bin wieder da, wie vereinbart.
pref-not-paused = Zurzeit ist keine Pause. /pause beginnt eine.
pref-stop-ask = Was soll aufhören? In einer Pause kommt nichts, und alles bleibt, wie es ist. Ohne weitere Teilnahme enden hier alle Übungen, und ich schreibe nicht mehr von mir aus; Nachteile hat das keine. Eine einzelne Übung endet über /current.
pref-stop-pause = Alles pausieren
pref-stop-leave = Nicht mehr teilnehmen
pref-leave-ask = { $formality ->
    [du] Möchtest du die Teilnahme beenden? Ich schreibe dann nicht mehr von mir aus, und deine Fachkraft erfährt davon. Die Therapie geht unverändert weiter.
   *[sie] Möchten Sie die Teilnahme beenden? Ich schreibe dann nicht mehr von mir aus, und Ihre Fachkraft erfährt davon. Die Therapie geht unverändert weiter.
}
pref-leave-yes = Ja, beenden
pref-leave-no = Nein, bleiben
pref-stayed = Gut. Alles bleibt, wie es war.
pref-ended = { $formality ->
    [du] Deine Praxis hat beendet, was hier lief, deshalb kommt von mir nichts mehr. Was du geschrieben hast, bleibt, bis es gelöscht wird. /help zeigt jederzeit, wo es Hilfe gibt.
   *[sie] Ihre Praxis hat beendet, was hier lief, deshalb kommt von mir nichts mehr. Was Sie geschrieben haben, bleibt, bis es gelöscht wird. /help zeigt jederzeit, wo es Hilfe gibt.
}
pref-farewell = { $formality ->
    [du] Danke für deine Arbeit. Ich schreibe nicht mehr von mir aus. Was gespeichert ist, bleibt bei deiner Fachkraft; dort kannst du eine Kopie oder die Löschung verlangen. /help bleibt erreichbar; mit einem neuen Code geht es zurück.
   *[sie] Danke für Ihre Arbeit. Ich schreibe nicht mehr von mir aus. Was gespeichert ist, bleibt bei Ihrer Fachkraft; dort können Sie eine Kopie oder die Löschung verlangen. /help bleibt erreichbar; mit einem neuen Code geht es zurück.
}
