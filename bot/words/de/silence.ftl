# Nach drei Momenten ohne Antwort.
silence-question = Bei einer Übung bleibe ich erst einmal still. Weiter wie vereinbart, ändern oder alles pausieren?
silence-keep = Weiter wie vereinbart
silence-change = Ändern
silence-pause = Alles pausieren
silence-kept = Gut, es bleibt wie vereinbart. Der nächste Moment: { $at }.
silence-kept-over = Gut, es bleibt wie vereinbart. Zurzeit ist kein weiterer Moment geplant.
silence-changing = Gut, dann suchen wir etwas, das besser passt.
silence-pausing = Gut, eine Pause.
