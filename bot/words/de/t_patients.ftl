# Die Personen einer Fachkraft.
t-patients-none = Noch ist niemand eingeladen. /invite erzeugt den ersten Code.
t-patients-unknown = Den Code „{ $typed }“ gibt es hier nicht. /patients zeigt alle.
t-patients-list =
    <b>{ $formality ->
        [du] Deine Patientenliste
       *[sie] Ihre Patientenliste
    }</b> ({ $count })
    { $lines }
t-patients-line = <b>{ $code }</b> · { $facts }
t-patients-page =
    <b>{ $code }</b>
    { $facts }{ $exercises }
t-patients-state = { $state ->
    [invited] eingeladen
    [consenting] liest die Einwilligung
    [active] aktiv
    [declined] möchte nicht teilnehmen
   *[left] nimmt nicht mehr teil
}
t-patients-state-invited = eingeladen, Code gültig bis { $until }
t-patients-state-expired = eingeladen, Code abgelaufen
t-patients-state-unreachable = seit { $since } nicht erreichbar: Nachrichten kommen nicht an
t-patients-state-unproven = neue Sicherheitsnummer bei Signal, deshalb wartet alles; neuen Code bitte persönlich übergeben: /invite { $code }
t-patients-fall-back = über { $channel } erreichbar, weil über { $first } nichts ankommt
t-patients-fall-back-unproven = über { $channel } erreichbar; neue Sicherheitsnummer bei { $first }, neuer Code mit /invite { $code }
t-patients-state-paused = macht eine Pause
t-patients-running = { $count ->
    [one] { $count } Übung
   *[other] { $count } Übungen
}
t-patients-proposed = { $count } vorgeschlagen
t-patients-session = Sitzung { $at }
t-patients-last-answer = letzte Antwort { $day }
t-patients-exercise = { $id } { $title }: { $schedule } · { $state ->
    [proposed] noch nicht vereinbart
    [talk_first] möchte erst darüber sprechen
    [paused] pausiert
    [quiet] still nach dreimal ohne Antwort
   *[agreed] vereinbart
}
t-patients-assign = Übung vorschlagen
t-patients-sessions = Sitzungen
t-patients-digest = Zusammenfassung
t-patients-new-code = Neuer Code
t-patients-end = Übung beenden
t-patients-take-back = Code zurücknehmen
t-patients-part = Begleitung beenden
t-patients-part-sure = Die Begleitung von { $code } hier beenden? Übungen und kommende Sitzungen enden; { $code } erfährt das in einer schlichten Nachricht und bekommt nichts mehr. Was geschrieben wurde, bleibt, bis es gelöscht wird, und mit einem neuen Code kann { $code } zurückkommen.
t-patients-part-yes = Ja, beenden
t-patients-part-no = Fortsetzen
t-patients-parted = Die Begleitung von { $code } ist beendet. Es wird nichts mehr gesendet, und was geschrieben wurde, bleibt, bis es gelöscht wird.
t-patients-parted-already = { $code } nimmt nicht mehr teil.
t-patients-no-code = Für { $code } ist kein Code offen.
t-patients-code-gone = Der Code für { $code } gilt nicht mehr. Sonst ändert sich nichts.
t-patients-uninvited = Der Code für { $code } gilt nicht mehr, und { $code } steht nicht mehr auf der Liste.
t-patients-uninvited-all = Der Code für { $code } gilt nicht mehr, und was mit { $code } geplant war, ist beendet. Mit einem neuen Code kann { $code } doch noch dazukommen.
t-patients-back = ‹ Alle Personen
t-patients-no-names = Bitte nur Codes: Was hinter /invite stand, ist nicht gespeichert. Wer wer ist, muss ich nicht wissen.
t-patients-invited =
    <b>{ $code }</b> ist eingeladen. Bitte dieses Bild im Raum zeigen oder Link oder Code mitgeben:

    { $link }
    Code: <b>{ $typed }</b>

    Beides gilt einmal, bis { $until }. /invite { $code } erzeugt neue.
t-patients-invited-signal =
    <b>{ $code }</b> ist eingeladen. Am besten gleich im Raum: dieses Bild mit dem Telefon der Person scannen oder dort den Link öffnen. Signal zeigt dann einen Chat mit mir, und dorthin sendet die Person den Code:

    { $link }
    Code: <b>{ $typed }</b>

    Er gilt einmal, bis { $until }. /invite { $code } erzeugt einen neuen.
t-patients-invited-no-link =
    <b>{ $code }</b> ist eingeladen. Die Person schreibt dem Signal-Konto der Praxis und sendet dorthin diesen Code:

    Code: <b>{ $typed }</b>

    Er gilt einmal, bis { $until }. /invite { $code } erzeugt einen neuen.
t-patients-invited-telegram =
    Oder über Telegram, je nachdem, was der Person lieber ist: dieses Bild zeigen oder den Link mitgeben. Der Code für <b>{ $code }</b> ist derselbe.

    { $link }
t-patients-invited-unproven =
    Ein neuer Code für <b>{ $code }</b>: <b>{ $typed }</b>

    Bitte persönlich übergeben. Sobald { $code } ihn im Chat bei Signal sendet, geht es weiter, wo wir waren, und was gewartet hat, kommt an. Er gilt einmal, bis { $until }.
t-patients-new-code-sure = { $code } nimmt schon teil. Mit einem neuen Code zieht der Chat auf das Telefon um, das ihn öffnet; das bisherige bekommt dann nichts mehr.
t-patients-new-code-yes = Neuen Code erzeugen
t-patients-nothing-open = Für niemanden ist eine Übung offen.
t-patients-nothing-open-with = Für { $code } ist keine Übung offen.
t-patients-code-only = Hier reicht der Code; „{ $words }“ habe ich weggelassen.
t-patients-end-not-open = „{ $words }“ ist hier nicht offen.
t-patients-end-whose = Bei wem soll eine Übung enden?
t-patients-end-which = Welche Übung soll für { $code } enden?
t-patients-end-this = { $id } { $title }
t-patients-end-sure = „{ $title }“ beenden? Die Erinnerungen enden sofort; alle Antworten bleiben für die Zusammenfassung.
t-patients-end-yes = Beenden
t-patients-end-no = Behalten
t-patients-ended = „{ $title }“ ist für { $code } beendet. Die Erinnerungen sind gestoppt; alle Antworten bleiben.{ $told ->
    [yes] { " " }{ $code } erfährt das in einer neutralen Nachricht.
   *[no] { "" }
}
t-patients-ended-already = „{ $title }“ ist schon beendet.

# Löschen, was über jemanden gespeichert ist, der nicht mehr teilnimmt
t-erase = Löschen
t-erase-whose = Von wem soll alles gelöscht werden? Zur Wahl steht, wer nicht mehr teilnimmt oder nie gekommen ist.
t-erase-nobody = Alle nehmen teil; es gibt niemanden zu löschen. /patients zeigt alle.
t-erase-takes-part = { $code } nimmt teil, deshalb wird hier nichts gelöscht. { $code } kann mit /leave aufhören, oder auf der Seite von { $code } (/patients { $code }) lässt sich die Begleitung beenden; dann geht /erase { $code }.
t-erase-sure =
    <b>{ $code }</b>, dabei seit { $since }, endgültig löschen?

    Das geht verloren, und niemand kann es zurückholen (Übungen: { $exercises }, geplante Momente: { $moments }, Antworten: { $answers }, Notizen: { $notes }, Dateien: { $files }, Sitzungen: { $sessions }), mit allen Plänen, Zusammenfassungen, Einstellungen, der Einwilligung und der Verbindung zum Telefon.

    Was für die eigene Akte gebraucht wird, bitte vorher übernehmen. Eine Kopie für { $code } erstellt, wer den Server betreibt. Vorhandene Sicherungen behalten es, bis sie ersetzt werden.
t-erase-yes = Endgültig löschen
t-erase-no = Behalten
t-erase-done = Gelöscht: Über { $code } ist hier nichts mehr gespeichert, und { $code } hat von mir nichts dazu gehört. Das Gespräch darüber { $formality ->
    [du] führst bitte du selbst. Was weiter oben in deinem eigenen Chat steht, bleibt auf deinem Telefon, bis du es dort löschst.
   *[sie] führen bitte Sie selbst. Was weiter oben in Ihrem eigenen Chat steht, bleibt auf Ihrem Telefon, bis Sie es dort löschen.
}
t-erase-told = Alles, was über { $code } gespeichert war, ist gelöscht.
t-patients-adapt = Übung anpassen
