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
door-not-for-this-chat = { $formality ->
    [du] Dieser Code gilt, aber nicht für diesen Chat: Der ist schon unter einem anderen verbunden. Geändert hat sich nichts, und der Code gilt weiter. Bitte sag in der Praxis Bescheid: Sobald dort beendet ist, was hier verbunden ist, gilt der Code auch in diesem Chat.
   *[sie] Dieser Code gilt, aber nicht für diesen Chat: Der ist schon unter einem anderen verbunden. Geändert hat sich nichts, und der Code gilt weiter. Bitte sagen Sie in der Praxis Bescheid: Sobald dort beendet ist, was hier verbunden ist, gilt der Code auch in diesem Chat.
}
t-door-not-for-this-chat = Dieser Code gilt, aber nicht für diesen Chat: Der gehört { $code }. Geändert hat sich nichts, und der Code gilt weiter für die Person, für die er gemacht wurde, in einem Chat, der noch niemandem gehört. Führt ein eigener Chat zur falschen Person, hilft, wer den Bot betreibt: between invite-therapist --again macht einen Code für eine Fachkraft, die es hier schon gibt.
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
