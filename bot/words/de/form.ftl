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
form-number-unknown = Diese Zahl kann ich hier nicht zuordnen. Bitte eine der Antworten auswählen oder eigene Worte schreiben.
form-words-kept = Diese Worte sind für die Sitzung aufgehoben, so wie sie sind. /help zeigt, wer jetzt da ist. { $hint }
form-changed = Geändert. Danke.
form-resume = Zurück zur vorigen Frage.
form-cancelled = Abgebrochen. Nichts wurde gesendet oder geändert.
form-over = Diese Frage ist schon abgeschlossen.
button-old = Diese Auswahl stammt von früher. /current zeigt, was jetzt vereinbart ist, /help alles Weitere.
t-button-old = Diese Auswahl stammt von früher. /patients zeigt den jetzigen Stand, /help alles Weitere.
form-own-words = Lässt sich das in eigenen Worten sagen, zum Beispiel { $example }?
form-words-please = Lässt sich das in eigenen Worten sagen, zum Beispiel { $example }? Falls „{ $words }“ die Antwort ist, genügt es, das noch einmal zu senden.
example-any = in ein paar Stichworten
example-situation = „wenn ich nach Hause komme“
example-place = „am Küchentisch“
example-hurdle = „Ich bin zu müde“
example-counter = „Ich fange mit fünf Minuten an“
example-teach-back = „um zu merken, was mir guttut“
example-coping = „Eins nach dem anderen“
example-talk = „Abends ist es mir zu viel“
example-smaller = „nur bis zur Haustür“
example-note = „Ich habe besser geschlafen“
example-unclear = „wie lange es dauern soll“
example-too-much = „das Aufschreiben“
example-what = „ein Spaziergang“
example-hard = „Das Anfangen fiel schwer“
example-instead = „nur bis zur Ecke gegangen“
example-insight = „Die Musik tat gut“
example-goal = „wieder Freunde treffen“
