# Die Ankunft einer Patientin, eines Patienten.
welcome-menu = Das Menü ist eingestellt.
welcome-identity = { $formality ->
    [du]
        Ich bin ein Programm, kein Mensch. Niemand liest live mit.

        Ich begleite dich zwischen den Sitzungen: Ich bringe Übungen, die du mit deiner Fachkraft vereinbart hast, und frage, wie es lief. Ich ersetze keine Fachkraft und bin nicht für Notfälle da; /help zeigt jederzeit, wo es Hilfe gibt.
   *[sie]
        Ich bin ein Programm, kein Mensch. Niemand liest live mit.

        Ich begleite Sie zwischen den Sitzungen: Ich bringe Übungen, die Sie mit Ihrer Fachkraft vereinbart haben, und frage, wie es lief. Ich ersetze keine Fachkraft und bin nicht für Notfälle da; /help zeigt jederzeit, wo es Hilfe gibt.
}
welcome-language = In welcher Sprache darf ich schreiben, und auf Deutsch: Sie oder du? · Which language shall I write in?
welcome-continue = Weiter
welcome-consent-what = { $formality ->
    [du]
        <b>1 von 3 · Worum es geht</b>

        Ich halte Übungen fest, die deine Fachkraft mit dir auswählt, bringe sie, erinnere daran und gebe weiter, was du dazu schreibst. Mehr tue ich nicht.

        Die Teilnahme ist freiwillig. Mit /leave endet sie jederzeit und ohne Nachteil; die Therapie geht unverändert weiter.

        Ich bin ein Programm. Niemand überwacht diesen Chat, und ich kann zeitweise ausfallen. <b>Ich bin nicht für Notfälle da.</b> Bei Gefahr: { $emergency }.{ $more }

        Übungen können vorübergehend belasten. Du entscheidest jedes Mal selbst und kannst jede verkleinern, ändern oder beenden.
   *[sie]
        <b>1 von 3 · Worum es geht</b>

        Ich halte Übungen fest, die Ihre Fachkraft mit Ihnen auswählt, bringe sie, erinnere daran und gebe weiter, was Sie dazu schreiben. Mehr tue ich nicht.

        Die Teilnahme ist freiwillig. Mit /leave endet sie jederzeit und ohne Nachteil; die Therapie geht unverändert weiter.

        Ich bin ein Programm. Niemand überwacht diesen Chat, und ich kann zeitweise ausfallen. <b>Ich bin nicht für Notfälle da.</b> Bei Gefahr: { $emergency }.{ $more }

        Übungen können vorübergehend belasten. Sie entscheiden jedes Mal selbst und können jede verkleinern, ändern oder beenden.
}
welcome-consent-more = Weitere Hilfe:
    { $lines }
welcome-consent-channel = { $channel ->
    [telegram] Wir schreiben über Telegram. Telegram speichert Chats mit Bots auf seinen Servern, auch außerhalb der EU, und sie sind <b>nicht Ende-zu-Ende-verschlüsselt</b>: Telegram könnte sie lesen und weiß, wer mit mir schreibt.
    [signal] Wir schreiben über Signal. Was wir schreiben, ist <b>Ende-zu-Ende-verschlüsselt</b>: Unterwegs kann es niemand lesen, auch Signal nicht. Wer an das entsperrte Telefon oder an einen damit verbundenen Computer kommt, kann mitlesen.
   *[other] Wir schreiben über einen Messenger. Wer ihn betreibt, kann wissen, wer mit mir schreibt.
}
welcome-consent-vanishing = Nachrichten in unserem Chat bei Signal verschwinden nach { $after } vom Telefon, sofern dort keine andere Zeit eingestellt ist.
welcome-consent-stays = { $formality ->
    [du] Deine Antworten bleiben in der Datenbank der Praxis, auch wenn sie vom Telefon verschwunden sind. Die Vorschau lässt sich in Signals Einstellungen unter „Benachrichtigungen“ ausschalten.
   *[sie] Ihre Antworten bleiben in der Datenbank der Praxis, auch wenn sie vom Telefon verschwunden sind. Die Vorschau lässt sich in Signals Einstellungen unter „Benachrichtigungen“ ausschalten.
}
welcome-weeks = { $count ->
    [one] einer Woche
   *[other] { $count } Wochen
}
welcome-days = { $count ->
    [one] einem Tag
   *[other] { $count } Tagen
}
welcome-hours = { $count ->
    [one] einer Stunde
   *[other] { $count } Stunden
}
welcome-minutes = { $count ->
    [one] einer Minute
   *[other] { $count } Minuten
}
welcome-seconds = { $count ->
    [one] einer Sekunde
   *[other] { $count } Sekunden
}
welcome-moved = { $formality ->
    [du]
        Guten Tag. Hier geht es weiter, und alles Bisherige zieht mit um.

        Dieser Messenger geht mit deinen Worten anders um als der bisherige; bitte lies deshalb das Folgende noch einmal.
   *[sie]
        Guten Tag. Hier geht es weiter, und alles Bisherige zieht mit um.

        Dieser Messenger geht mit Ihren Worten anders um als der bisherige; bitte lesen Sie deshalb das Folgende noch einmal.
}
welcome-consent-words = { $formality ->
    [du]
        <b>2 von 3 · Deine Worte</b>

        Gespeichert werden deine Antworten, Einschätzungen, Notizen, Pläne und Einstellungen, und Bilder, Sprachnachrichten und PDF-Dateien, die du als Antwort oder Notiz schickst; kein Name, nur ein Kürzel. Alles liegt verschlüsselt im eigenen System der Praxis und ist für deine Fachkraft bestimmt. Es bleibt dort, solange deine Fachkraft es aufbewahrt; du kannst jederzeit die Löschung verlangen. Verschlüsselte Sicherungen können noch einige Wochen eine Kopie enthalten.

        { $channel_words }

        Was ich von mir aus sende, ist neutral; worum es geht, erscheint erst, wenn du „Öffnen“ wählst. Bitte schütze dein Telefon mit einer Bildschirmsperre und verbirg in seinen Einstellungen die Vorschau von Nachrichten.
   *[sie]
        <b>2 von 3 · Ihre Worte</b>

        Gespeichert werden Ihre Antworten, Einschätzungen, Notizen, Pläne und Einstellungen, und Bilder, Sprachnachrichten und PDF-Dateien, die Sie als Antwort oder Notiz schicken; kein Name, nur ein Kürzel. Alles liegt verschlüsselt im eigenen System der Praxis und ist für Ihre Fachkraft bestimmt. Es bleibt dort, solange Ihre Fachkraft es aufbewahrt; Sie können jederzeit die Löschung verlangen. Verschlüsselte Sicherungen können noch einige Wochen eine Kopie enthalten.

        { $channel_words }

        Was ich von mir aus sende, ist neutral; worum es geht, erscheint erst, wenn Sie „Öffnen“ wählen. Bitte schützen Sie Ihr Telefon mit einer Bildschirmsperre und verbergen Sie in seinen Einstellungen die Vorschau von Nachrichten.
}
welcome-consent-rights = { $formality ->
    [du]
        <b>3 von 3 · Grenzen und Rechte</b>

        Ich kann nicht einschätzen, wie es dir geht, und erkenne keine Krise: <b>Nichts, was du hier schreibst, löst einen Alarm aus.</b> Deine Fachkraft liest es, wenn Zeit dafür ist, oft erst kurz vor der Sitzung. Bitte besprecht gemeinsam, was dazwischen gilt: wann und wie ihr euch erreicht und wer sonst da ist.

        Du darfst einsehen, als Kopie erhalten, berichtigen und löschen lassen, was über dich gespeichert ist, und diese Einwilligung jederzeit widerrufen; sprich dazu deine Fachkraft an. Beschwerden nimmt die Datenschutzaufsicht entgegen.

        Fassung { $version }. Die Teilnahme ist freiwillig und jederzeit beendbar. Einverstanden?
   *[sie]
        <b>3 von 3 · Grenzen und Rechte</b>

        Ich kann nicht einschätzen, wie es Ihnen geht, und erkenne keine Krise: <b>Nichts, was Sie hier schreiben, löst einen Alarm aus.</b> Ihre Fachkraft liest es, wenn Zeit dafür ist, oft erst kurz vor der Sitzung. Bitte besprechen Sie gemeinsam, was dazwischen gilt: wann und wie Sie einander erreichen und wer sonst da ist.

        Sie dürfen einsehen, als Kopie erhalten, berichtigen und löschen lassen, was über Sie gespeichert ist, und diese Einwilligung jederzeit widerrufen; sprechen Sie dazu Ihre Fachkraft an. Beschwerden nimmt die Datenschutzaufsicht entgegen.

        Fassung { $version }. Die Teilnahme ist freiwillig und jederzeit beendbar. Einverstanden?
}
welcome-agree = Zustimmen
welcome-decline = Ablehnen
welcome-agree-unclear = Einverstanden? Ein Ja oder Nein genügt, und beides ist in Ordnung.
welcome-declined = In Ordnung. Die Therapie geht unverändert weiter. Über /start oder die Auswahl unten geht es jederzeit hierher zurück.
welcome-read-again = Noch einmal lesen
welcome-zone = { $formality ->
    [du]
        Ich richte mich nach deiner Uhr. In { $city } ist es jetzt { $time }. Stimmt das für dich?

        Wenn nicht, schreib deine Stadt oder teile deinen Standort.
   *[sie]
        Ich richte mich nach Ihrer Uhr. In { $city } ist es jetzt { $time }. Stimmt das für Sie?

        Wenn nicht, schreiben Sie Ihre Stadt oder teilen Sie Ihren Standort.
}
welcome-zone-right = Ja, { $city }
welcome-ready = { $formality ->
    [du] Alles bereit. Deine Uhr: { $city }, { $time }. /current zeigt, was vereinbart ist, /note hebt etwas für die Sitzung auf, /help ist immer da.
   *[sie] Alles bereit. Ihre Uhr: { $city }, { $time }. /current zeigt, was vereinbart ist, /note hebt etwas für die Sitzung auf, /help ist immer da.
}
welcome-back = Guten Tag. /current zeigt, was vereinbart ist, /note hebt etwas für die Sitzung auf, /help zeigt alles Weitere.
welcome-left = { $formality ->
    [du] Du nimmst nicht mehr teil, und ich schreibe nicht mehr von mir aus. Wenn du zurückkommen möchtest, lass dir von deiner Fachkraft einen neuen Code geben und sende ihn hier. /help ist immer da.
   *[sie] Sie nehmen nicht mehr teil, und ich schreibe nicht mehr von mir aus. Wenn Sie zurückkommen möchten, lassen Sie sich von Ihrer Fachkraft einen neuen Code geben und senden Sie ihn hier. /help ist immer da.
}
