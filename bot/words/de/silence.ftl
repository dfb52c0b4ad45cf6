# Nach drei Momenten ohne Antwort.
silence-question = Bei einer Übung bleibe ich erst einmal still. Weiter wie vereinbart, ändern oder alles pausieren?
silence-keep = Weiter wie vereinbart
silence-change = Ändern
silence-pause = Alles pausieren
silence-kept = Gut, „{ $title }“ bleibt wie vereinbart. Der nächste Moment: { $at }.
silence-kept-paused = Gut, „{ $title }“ bleibt wie vereinbart. { $pause }
silence-kept-over = Gut, „{ $title }“ bleibt wie vereinbart. Zurzeit ist kein weiterer Moment geplant.
silence-changing = Gut, dann suchen wir für „{ $title }“ etwas, das besser passt. Bis dahin bleibe ich damit still.
silence-pausing = Gut, eine Pause. Bis sie feststeht, bleibe ich mit „{ $title }“ still; danach erinnere ich wieder.
