# Bevor jemand drinnen ist: wie man einen Code eingibt, sonst nichts.
door-hello = { $formality ->
    [du] Guten Tag. Bitte sende den erhaltenen Code.
   *[sie] Guten Tag. Bitte senden Sie den erhaltenen Code.
}
door-hello-again = { $formality ->
    [du] Du nimmst zurzeit nicht teil. Falls du einen neuen Code erhalten hast, sende ihn bitte. /help zeigt jederzeit, wo es Hilfe gibt.
   *[sie] Sie nehmen zurzeit nicht teil. Falls Sie einen neuen Code erhalten haben, senden Sie ihn bitte. /help zeigt jederzeit, wo es Hilfe gibt.
}
door-wait = Das waren mehrere Versuche hintereinander. Zur Sicherheit nehme ich erst ab { $until } wieder einen Code an, auch den richtigen. /help geht jederzeit.
door-unknown = { $formality ->
    [du] Diesen Code kenne ich nicht. Bitte prüfe ihn Zeichen für Zeichen oder bitte in der Praxis um einen neuen.
   *[sie] Diesen Code kenne ich nicht. Bitte prüfen Sie ihn Zeichen für Zeichen oder bitten Sie in der Praxis um einen neuen.
}
door-run-out = { $formality ->
    [du] Dieser Code gilt nicht mehr: Jeder gilt einmal und nur für begrenzte Zeit. Bitte lass dir in der Praxis einen neuen geben.
   *[sie] Dieser Code gilt nicht mehr: Jeder gilt einmal und nur für begrenzte Zeit. Bitte lassen Sie sich in der Praxis einen neuen geben.
}
door-known = Dieser Chat ist schon verbunden; ein Code ist hier nicht nötig. /help zeigt, was ich kann.
door-prove = { $formality ->
    [du] Guten Tag. Dieser Chat hat eine neue Sicherheitsnummer, meist wegen eines neuen Telefons oder einer Neuinstallation. Deshalb weiß ich nicht sicher, wer schreibt. Bitte sende den neuen Code, den du persönlich bekommen hast. Bis dahin halte ich alles zurück. /help zeigt jederzeit, wo es Hilfe gibt.
   *[sie] Guten Tag. Dieser Chat hat eine neue Sicherheitsnummer, meist wegen eines neuen Telefons oder einer Neuinstallation. Deshalb weiß ich nicht sicher, wer schreibt. Bitte senden Sie den neuen Code, den Sie persönlich bekommen haben. Bis dahin halte ich alles zurück. /help zeigt jederzeit, wo es Hilfe gibt.
}
door-proven = { $formality ->
    [du] Danke. Es geht weiter, wo wir waren; was auf dich gewartet hat, kommt jetzt.
   *[sie] Danke. Es geht weiter, wo wir waren; was auf Sie gewartet hat, kommt jetzt.
}
door-expire = Was hier steht, verschwindet nach einiger Zeit vom Telefon.
door-trust = Ein Code, der hier ankommt, kann wieder gelesen werden.
