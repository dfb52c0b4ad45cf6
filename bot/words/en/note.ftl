# Notes for the session.
note-offer =
    Shall I keep this as a note for the session?

    Until then perhaps nobody reads it; /help shows who is there now.
note-offer-more =
    { $count ->
        [one] Shall I keep this as a note for the session?
       *[other] Shall I keep these { $count } messages as notes for the session?
    }

    Until then perhaps nobody reads it; /help shows who is there now.
note-again =
    { $question }
    { $words }
note-quote = “{ $text }”
note-which = What is it about?
note-text = Write it as it comes. It stays in your words. A picture, a voice message or a PDF is fine too.
note-difficulty = Difficulty
note-insight = Insight
note-question = Question
note-no = No, don't keep it
note-saved = Saved for your next session, in your words. /help is always there.
note-courtesy-thanks = You're welcome. Take care.
note-courtesy-bye = Take care.
note-dropped = Not kept.
