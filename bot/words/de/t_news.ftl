# Neues von einer Person.
t-news = Neues von { $code }.
t-news-open = Öffnen
t-news-patient = Zur Person
t-news-of =
    <b>{ $code }</b>

    { $parts }
t-news-left = { $code } nimmt nicht mehr teil. Es wird nichts mehr gesendet; alle Antworten bleiben.
t-news-declined = { $code } hat die Einwilligung gelesen und möchte nicht teilnehmen. Zurückkommen ist jederzeit möglich.
t-news-unreachable = Seit { $at } kommen Nachrichten bei { $code } nicht mehr an. Die Erinnerungen sind gestoppt, und nichts davon zählt als nicht erledigt.
t-news-unproven = { $code } hat bei Signal eine neue Sicherheitsnummer, meist wegen eines neuen Telefons oder einer Neuinstallation. Zur Sicherheit sende ich nichts, bis { $code } einen neuen Code geschickt hat, der persönlich übergeben wurde: /invite { $code }. Was inzwischen fällig wird, wartet, und nichts davon zählt als nicht erledigt.
t-news-fall-back = Über { $first } kommen Nachrichten bei { $code } nicht mehr an. Wie mit { $code } vereinbart, schreibe ich stattdessen über { $channel }.
t-news-fall-back-unproven = { $code } hat bei { $first } eine neue Sicherheitsnummer. Bis von dort ein neuer, persönlich übergebener Code gekommen ist (/invite { $code }), schreibe ich wie vereinbart über { $channel }.
t-news-reachable = { $code } nimmt teil und ist erreichbar.
t-news-resting = { $code } macht eine Pause; solange wird nichts gesendet.
t-news-proposed = Vorgeschlagen: <b>{ $title }</b> ({ $at })
t-news-agreed = Vereinbart: <b>{ $title }</b> ({ $at })
t-news-changed = Geändert: <b>{ $title }</b> ({ $at })
t-news-talk-first = Möchte erst darüber sprechen: <b>{ $title }</b> ({ $at })
t-news-paused = Pausiert: <b>{ $title }</b> ({ $at })
t-news-resumed = Wieder aufgenommen: <b>{ $title }</b> ({ $at })
t-news-quieted = Dreimal ohne Antwort, deshalb bleibe ich still: <b>{ $title }</b> ({ $at })
t-news-wished = Wünscht etwas Kleineres: <b>{ $title }</b> ({ $at })
t-news-ended = Beendet: <b>{ $title }</b> ({ $at })
t-news-as-proposed = wie vorgeschlagen
t-news-differs-schedule = Wann: { $old } → { $new }
t-news-differs-situation = Situation: „{ $old }“ → „{ $new }“
t-news-differs-place = Ort: „{ $old }“ → „{ $new }“
t-news-new-situation = Situation: „{ $new }“
t-news-new-place = Ort: „{ $new }“
t-news-hurdle = Hürde: „{ $hurdle }“, dann: „{ $counter }“
t-news-hurdle-alone = Hürde: „{ $hurdle }“
t-news-confidence = Zuversicht: { $confidence } von 10
t-news-low-confidence = Zuversicht: { $confidence } von 10; ein kleinerer Schritt wurde angeboten
t-news-expected = Erwartete Schwierigkeit: { $difficulty } von 10
t-news-teach-back = Wozu, im eigenen Wortlaut: „{ $words }“
t-news-quote = „{ $words }“
