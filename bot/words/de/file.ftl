# Dateien, die jemand schickt.
file-picture = Bild
file-voice = Sprachnachricht
file-pdf = PDF
file-mark = [{ $what }]
file-other-kind = Worte, Bilder, Sprachnachrichten und PDF-Dateien kann ich aufnehmen, das hier nicht. Worte gehen immer.
file-too-large = Diese Datei ist größer, als ich aufnehmen kann: höchstens { $most } MB. Eine kürzere Aufnahme oder ein kleineres Bild geht, und Worte auch.
file-gone = { $formality ->
    [du] Diese Datei habe ich nicht bekommen. Bitte schick sie noch einmal, oder schreib es mir in Worten.
   *[sie] Diese Datei habe ich nicht bekommen. Bitte schicken Sie sie noch einmal, oder schreiben Sie es mir in Worten.
}
file-too-old = { $formality ->
    [du] Eine Datei hat hier so lange gewartet, dass sie nicht mehr gespeichert ist. Bitte schick sie noch einmal, oder schreib es mir in Worten.
   *[sie] Eine Datei hat hier so lange gewartet, dass sie nicht mehr gespeichert ist. Bitte schicken Sie sie noch einmal, oder schreiben Sie es mir in Worten.
}
file-not-here = Auf diese Frage passen nur Worte oder eine der Möglichkeiten; die Datei habe ich nicht aufgehoben.
file-taken-back = Das wurde inzwischen zurückgenommen und ist nicht mehr gespeichert.
