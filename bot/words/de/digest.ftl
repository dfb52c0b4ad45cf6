# Was die Fachkraft vor der Sitzung liest: Tatsachen und Wortlaut, nichts gefolgert.
digest-screen = { $parts }
digest-head = <b>{ $code }</b> · { $days }
digest-session = Sitzung { $when }
digest-no-session = keine Sitzung geplant
digest-due = <b>{ $n } FÄLLIG:</b> { $counts }
digest-reports = <b>{ $n ->
    [one] 1 BERICHT
   *[other] { $n } BERICHTE
}</b>, wie es sich ergab: { $counts }
digest-nothing-due = Nichts war fällig.
digest-quiet = Keine Antworten und keine Notizen seit { $since }.
digest-quiet-nothing-due = Keine Antworten und keine Notizen seit { $since }; nichts war fällig.
digest-exercise = • { $title } ({ $n }): { $counts }
digest-exercise-on-event = • { $title } (immer wenn es sich ergibt, { $n }): { $counts }
digest-confidence = { "  " }Zuversicht bei der Vereinbarung: { $n } von 10
digest-apart = <b>AUSSERDEM:</b> { $parts }
digest-saved = <b>FÜR DIE SITZUNG:</b> { $text }
digest-saved-at = { $title } ({ $reasons })
digest-afterwards = <b>NACHTRÄGLICH:</b> { $text }
digest-became = { $title }, { $day }: { $before } → { $now }
digest-reworded = { $title }, { $day }: { $now }, jetzt in anderen Worten
digest-added-to = { $title }, { $day }: { $now }, ergänzt
digest-words-back = { $title }, { $day }: { $now }, Worte wurden zurückgenommen
digest-note-back = eine Notiz vom { $day } wurde zurückgenommen
digest-changes = <b>VEREINBARUNGEN:</b> { $text }
digest-change = { $title }: { $what } ({ $day })
digest-reasons = <b>GRÜNDE:</b> { $text }
digest-hard = <b>SCHWIERIG</b> { $text }
digest-learned = <b>GELERNT</b> { $text }
digest-question = <b>FRAGE</b> { $text }
digest-quote = „{ $text }“
digest-when = ({ $day })
digest-and-more = { $said } +{ $n }
digest-more = +{ $n }
digest-trend-of = { $title },
digest-measure = <b>{ $label }</b> 0–{ $top }, vorher→nachher: { $points }
digest-measure-peak = <b>{ $label }</b> 0–{ $top }: { $points }
digest-measure-percent = <b>{ $label }</b> %: { $points }
digest-measure-mood = STIMMUNG
digest-measure-suds = SUDS
digest-measure-likelihood = WAHRSCHEINLICHKEIT
digest-measure-emotion-strength = GEFÜHL
digest-appreciate = <b>WÜRDIGEN:</b> { $parts }
digest-tried = { $n } von { $due } angegangen
digest-debrief = <b>BESPRECHEN:</b> Gelungenes · Hürden · Gelerntes · nächster Schritt
digest-options = <b>OPTIONEN</b> { $titles }: { $steps }
digest-options-each = jede Übung
digest-option-easier = leichter
digest-option-same = gleich
digest-option-harder = schwerer
digest-option-other = andere

# Zahlen
digest-n-done = { $n } erledigt
digest-n-changed = { $n } verändert
digest-n-partly = { $n } teilweise
digest-n-not-done = { $n } nicht
digest-n-no-answer = { $n } ohne Antwort
digest-n-not-delivered = { $n } nicht zugestellt
digest-n-maybe = { $n } vielleicht nicht zugestellt
digest-n-paused = { $n } pausiert
digest-n-still-open = { $n } noch offen
digest-n-extra = { $n } über den Plan hinaus
digest-n-adapted = { $n ->
    [one] einmal angepasst
   *[other] { $n }-mal angepasst
}
digest-n-harder-days = { $n ->
    [one] auch berichtet, was nicht oder nur zum Teil ging
   *[other] auch berichtet, was nicht oder nur zum Teil ging ({ $n })
}
digest-n-reported = { $n ->
    [one] einmal berichtet, wie es sich ergab
   *[other] { $n }-mal berichtet, wie es sich ergab
}
digest-n-beyond = { $n ->
    [one] einmal über den Plan hinaus
   *[other] { $n }-mal über den Plan hinaus
}
digest-n-notes = { $n ->
    [one] eine Notiz geschrieben
   *[other] { $n } Notizen geschrieben
}

# Gründe
digest-reason = { $reason } { $n }
digest-reason-too-hard = zu schwer
digest-reason-no-opportunity = keine Gelegenheit
digest-reason-fear = Angst
digest-reason-refusal = wollte nicht
digest-reason-skill-doubt = unsicher, ob es gelingt
digest-reason-unclear = unklar
digest-reason-relevance = fragt nach dem Wozu
digest-reason-too-much = zu viel
digest-reason-forgot = vergessen
digest-reason-unwell = ging es nicht gut
digest-reason-other = anderes

# Einzelheiten
digest-details =
    <b>{ $code }</b> · Einzelheiten { $page }/{ $pages }

    { $blocks }
digest-no-details = Noch ist nichts festgehalten.
digest-moment = <b>{ $when }</b> · { $title }
digest-still-open = noch offen; zählt in der nächsten Zusammenfassung
digest-end-done = erledigt
digest-end-changed = verändert
digest-end-partly = teilweise
digest-end-not-done = nicht gemacht
digest-end-no-answer = ohne Antwort
digest-end-paused = pausiert
digest-end-taken-back = Antwort zurückgenommen
digest-end-not-delivered = nicht zugestellt (technisch, nicht gezählt)
digest-end-restored = nicht bekannt: die Aufzeichnungen dieser Zeit gingen verloren (technisch, nicht gezählt)
digest-mark-late = spät beantwortet
digest-mark-corrected = berichtigt
digest-mark-maybe = vielleicht nicht zugestellt
digest-mark-extra = über den Plan hinaus
digest-mark-after-no-answer = nach der letzten Zusammenfassung beantwortet
digest-mark-changed-after = nach der letzten Zusammenfassung geändert
digest-mark-words-back = nach der letzten Zusammenfassung Worte zurückgenommen
digest-because = Gründe: { $reasons }
digest-chosen-session = Für die Sitzung aufgehoben: { $reasons }
digest-chosen-use = Will beim nächsten Mal den Gegenplan nutzen: { $reasons }
digest-value = { $label }: { $value }
digest-of = { $value }/{ $top }
digest-note = <b>{ $when }</b> · { $kind }
digest-label-hard = Was schwierig war
digest-label-instead = Stattdessen
digest-label-insight = Aufgefallen
digest-label-difficulty = Notiz: Schwierigkeit
digest-label-question = Notiz: Frage
digest-label-goal = Ziel
digest-label-situation = Situation
digest-label-teach-back = Wozu sie gut ist, in eigenen Worten
digest-label-hurdle = Hürde
digest-label-counter = Gegenplan
digest-change-proposed = vorgeschlagen, noch nicht vereinbart
digest-change-agreed = vereinbart
digest-change-changed = geändert
digest-change-talk-first = erst besprechen
digest-change-paused = pausiert
digest-change-resumed = fortgesetzt
digest-change-quieted = still nach dreimal ohne Antwort
digest-change-wished = wünscht etwas Kleineres
digest-change-course-over = wie vereinbart zu Ende gegangen
digest-change-ended = beendet
digest-change-withdrawn = Vorschlag zurückgezogen, bevor er vereinbart war
digest-by-patient = durch die Person selbst
digest-by-therapist = { $formality ->
    [du] durch dich
   *[sie] durch Sie
}
digest-agreed = <b>{ $title }</b> · so vereinbart (Fassung { $version })
digest-proposed = <b>{ $title }</b> · so vorgeschlagen
digest-was-agreed = <b>{ $title }</b> · so war es vereinbart (Fassung { $version })
digest-plan-confidence = Zuversicht bei der Vereinbarung: { $n } von 10
digest-plan-difficulty = Erwartete Schwierigkeit: { $n } von 10
digest-ladder = <b>{ $title }</b>
    leichter: { $easier }
    schwerer: { $harder }

# Drumherum
digest-ready = { $n ->
    [one] Zusammenfassung bereit.
   *[other] { $n } Zusammenfassungen bereit.
}
digest-open = Öffnen
digest-open-one = { $code } öffnen
digest-whose = Wessen Zusammenfassung?
digest-to-details = Einzelheiten
digest-refresh = Aktualisieren
digest-back = ‹ Zusammenfassung
digest-page-earlier = ‹ Seite
digest-page-later = Seite ›
digest-set-session = Sitzung ansetzen
digest-cancelled = Diese Sitzung mit { $code } wurde abgesagt oder fand nicht statt. Was dafür gesammelt war, ist in der nächsten Zusammenfassung.

# Was statt Worten geschickt wurde
digest-to-files = Bilder und Aufnahmen ({ $n })
digest-files = <b>{ $code }</b> · Bilder und Aufnahmen: { $n }
digest-file = { $what }, { $when }
digest-file-shown = <b>{ $code }</b> · { $what }, { $when }
digest-adapt = Übung anpassen
