# Nach drei Momenten ohne Antwort.
silence-question = Ich bleibe erst einmal still. Behalten, ändern oder pausieren?
silence-keep = Behalten
silence-change = Ändern
silence-pause = Pausieren
silence-kept = Gut, es bleibt wie vereinbart. Der nächste Moment: { $at }.
silence-kept-over = Gut, es bleibt wie vereinbart. Zurzeit ist kein weiterer Moment geplant.
silence-changing = Gut, dann suchen wir etwas, das besser passt.
silence-pausing = Gut, eine Pause.
