# Worte der Maschine, die Fragen stellt.
form-back = ‹ Zurück
form-skip = Überspringen
form-cancel = Abbrechen
form-done = Weiter
form-skipped = übersprungen
form-went-back = einen Schritt zurück
form-stopped = abgebrochen
form-picked = ✓ { $label }
form-answered =
    { $question }

    → <b>{ $answer }</b>
form-please-choose = Bitte eine der Antworten auswählen oder eintippen.
form-number = Bitte eine Zahl von { $low } bis { $high } senden.
form-words-kept = Diese Worte sind für die Sitzung aufgehoben, so wie sie sind. /help zeigt, wer jetzt da ist. { $hint }
form-changed = Geändert. Danke.
form-resume = Zurück zur vorigen Frage.
form-cancelled = Abgebrochen. Nichts wurde gesendet oder geändert.
form-over = Diese Frage ist schon abgeschlossen.
button-old = Diese Auswahl stammt von früher. /current zeigt, was jetzt vereinbart ist, /help alles Weitere.
t-button-old = Diese Auswahl stammt von früher. /patients zeigt den jetzigen Stand, /help alles Weitere.
