# Notizen für die Sitzung.
note-offer =
    Soll ich das als Notiz für die Sitzung aufheben?

    Bis dahin liest es vielleicht niemand; /help zeigt, wo jetzt jemand da ist.
note-offer-more =
    { $count ->
        [one] Soll ich das als Notiz für die Sitzung aufheben?
       *[other] Soll ich diese { $count } Nachrichten als Notizen für die Sitzung aufheben?
    }

    Bis dahin liest es vielleicht niemand; /help zeigt, wo jetzt jemand da ist.
note-again =
    { $question }
    { $words }
note-quote = „{ $text }“
note-which = Worum geht es?
note-text = { $formality ->
        [du] Schreib es einfach, wie es kommt. Es bleibt im eigenen Wortlaut. Ein Bild, eine Sprachnachricht oder ein PDF geht auch.
       *[sie] Schreiben Sie es einfach, wie es kommt. Es bleibt im eigenen Wortlaut. Ein Bild, eine Sprachnachricht oder ein PDF geht auch.
    }
note-difficulty = Schwierigkeit
note-insight = Erkenntnis
note-question = Frage
note-no = Nein, nicht aufheben
note-saved = Im eigenen Wortlaut für die nächste Sitzung gespeichert. /help ist immer da.
note-courtesy-thanks = Gern geschehen. Alles Gute.
note-courtesy-bye = Alles Gute.
note-dropped = Nicht aufgehoben.
