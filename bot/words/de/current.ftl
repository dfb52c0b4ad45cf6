# Was vereinbart ist.
current-nothing = Zurzeit ist nichts vereinbart. Wenn eine Übung bereitliegt, melde ich mich.
current-waiting = Noch ist nichts vereinbart. Eine Übung wartet auf Antwort.
current-also-waiting = Eine Übung wartet auf Antwort.
current-schedule = Vereinbart: { $schedule }
current-next = Nächster Moment: { $at }
current-resting = An diese Übung erinnere ich zurzeit nicht.
current-all-resting = Zurzeit ist alles pausiert.
current-did-it = Ich habe es gemacht
current-why = Warum das?
current-change = Ändern
current-pause = Pausieren
current-wake = Wieder erinnern
current-stop = Beenden
current-which = Welche war es?
current-one = { $title }
current-which-moment = Welches Mal war es?
current-moment = { $at }
current-just-now = Heute, zusätzlich
current-rest = Nur diese Übung pausieren oder alles?
current-rest-this = Nur diese
current-rest-all = Alles
current-rests = { $formality ->
    [du] Diese Übung ruht, bis du sie wieder möchtest. So lange wird nichts gezählt.
   *[sie] Diese Übung ruht, bis Sie sie wieder möchten. So lange wird nichts gezählt.
}
current-woken = Gut. Der nächste Moment: { $at }.
current-woken-paused = Gut. { $pause }
current-woken-over = Gut. Zurzeit ist kein weiterer Moment geplant; über „Ändern“ lässt sich neu planen.
current-ended-hello = An dem, was vereinbart war, hat sich etwas geändert.
current-ended = { $formality ->
    [du] Deine Fachkraft hat beendet:
        { $titles }

        Davon kommt nichts mehr, auch wo ich mich noch einmal melden wollte. Was du geschrieben hast, bleibt. /current zeigt, was weitergeht.
   *[sie] Ihre Fachkraft hat beendet:
        { $titles }

        Davon kommt nichts mehr, auch wo ich mich noch einmal melden wollte. Was Sie geschrieben haben, bleibt. /current zeigt, was weitergeht.
}
current-stop-sure = Diese Übung ganz beenden? Was schon beantwortet ist, bleibt erhalten.
current-stop-yes = Ja, beenden
current-stop-no = Nein, behalten
current-stopped = Beendet. Die Fachkraft erfährt davon. Danke fürs Sagen.
current-kept = Es bleibt wie vereinbart.
