# An die Person, die den Server betreibt. Hier steht kein Name und kein Zitat.
operator-trouble = Bei Between ist nach etwas zu sehen. <b>between doctor</b> auf dem Server sagt, was zu tun ist.
    { $kinds }
operator-well = Between ist wieder in Ordnung. { $waiting ->
    [0] Nichts liegt beiseite.
    [one] { $waiting } Sache liegt noch beiseite: <b>between doctor</b>.
   *[other] { $waiting } Sachen liegen noch beiseite: <b>between doctor</b>.
 }
operator-kind-scheduler_late = Fälliges wird verspätet weitergegeben.
operator-kind-poller_silent = Die Frage nach neuen Nachrichten bleibt ohne Antwort.
operator-kind-channel_failing = Das Senden gelingt nicht.
operator-kind-database_failing = Die Datenbank arbeitet nicht. Nichts ist verloren, und nichts geht weiter, bis sie wieder arbeitet.
operator-kind-update_parked = Nachrichten, die nicht beantwortet werden konnten: { $count }
operator-kind-message_given_up = Nachrichten, die endgültig abgelehnt wurden: { $count }
operator-kind-due_parked = Fällige Einträge, nach fünf Versuchen beiseitegelegt: { $count }
operator-kind-receipt_untold = Gesendete Nachrichten, deren Empfang nicht vermerkt werden konnte: { $count }
operator-kind-outbox_seal_broken = Nachrichten, die kein Schlüssel öffnet: { $count }
operator-kind-plan_failed = Pläne, deren nächste Termine nicht gesetzt werden konnten: { $count }
operator-kind-therapist_unreachable = Therapeutinnen und Therapeuten, die nicht erreichbar sind: { $count }
operator-kind-therapist_unproven = Therapeutinnen und Therapeuten mit neuer Sicherheitsnummer bei Signal, die nichts erhalten, bis sie einen neuen Code senden (<b>between invite-therapist --again</b>): { $count }
operator-kind-clock_set_back = Die Uhr ging vor und wurde zurückgestellt. Was vor seiner Zeit beendet wurde, ist neu geplant; bitte nachsehen, ob die Uhr synchronisiert wird.
operator-kind-backup_failed = Sicherungen, die nicht gelungen sind: { $count }
operator-kind-paid_cap_reached = Tage, an denen alle Nachrichten verbraucht waren, die bezahlt werden dürfen; andere Erinnerungen kamen später: { $count }
operator-kind-signal_captcha = Signal sendet nichts, bis jemand ein Captcha gelöst hat: <b>between signal-challenge</b>.
operator-kind-signal_cli_old = signal-cli ist älter als drei Monate oder als 0.14.6, und Signal kann es jeden Tag abweisen: die neueste Version einspielen.
operator-kind-channel_refused = Messenger, die den Bot nicht einlassen (gilt sein Token noch?); der andere läuft weiter: { $count }
operator-kind-other = Andere Meldungen: { $count }
