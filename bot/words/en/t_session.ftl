# Sessions, as the therapist sets them.
t-session-nobody = There is nobody to set a session with yet. /invite makes the first code.
t-session-unknown = None of your patients has the code “{ $typed }”. /patients shows them all.
t-session-gone = { $code } does not take part any more, so no session is set.
t-session-overheard = I did not understand “{ $words }”. An example: <code>/session P-1 2026-03-12 10:00 weekly</code>
t-session-past = That time has passed already. Which one do you mean?
t-session-far = That is more than two years ahead. Which day do you mean?
t-session-whose = Whose session is it?
t-session-date = On which day is the session? Choose one, or type it, for example “12 March”.
t-session-date-unclear = I did not recognise a day in that. For example: “Thursday”, “12 March” or “2026-03-12”.
t-session-time = At what time? Choose one, or type it, for example “10:30”.
t-session-time-which = Which of the two do you mean?
t-session-time-unclear = I did not recognise a time in that. For example: “10:30” or “3 pm”.
t-session-weeks = Is it a single session, or a regular one?
t-session-weeks-choice = { $weeks ->
    [0] single
    [1] every week
   *[other] every { $weeks } weeks
}
t-session-weeks-unclear = Please choose one, or type the number of weeks between two sessions, for example “3”.
t-session-rhythm = { $weeks ->
    [0] single
    [1] every week
   *[other] every { $weeks } weeks
}
t-session-kept =
    Session with { $code }: <b>{ $when }</b> · { $rhythm }.
    The summary comes { $summary }.{ $overlaps }
t-session-moved =
    The session with { $code } is now <b>{ $when }</b>.
    The summary comes { $summary }.{ $overlaps }
t-session-overlap = At the same time: { $code }, { $when }.
t-session-there-already = That session with { $code } is set already: { $rhythm }.
t-session-other-rhythm = That session with { $code } is set already: { $rhythm }. For { $wish }, end the series first (below), then set it anew.
t-session-none = No session with { $code } lies ahead.
t-session-list =
    <b>Sessions with { $code }</b>
    { $lines }
t-session-line = { "   " }{ $session }
t-session-chosen = ▸ <b>{ $session }</b>
t-session-all = Sessions with { $code }
t-session-add = Add
t-session-move = Move
t-session-cancel = Cancel this one
t-session-end = End the series
t-session-keep = Keep it
t-session-cancel-ask = Cancel the session with { $code } on { $when }?
t-session-cancel-yes = Yes, cancel
t-session-cancelled = Cancelled: { $code }, { $when }. What was gathered for it goes into the next summary.
t-session-cancelled-already = The session on { $when } is cancelled already.
t-session-begun = Another session has begun since the one on { $when }, so that one stays as it was.
t-session-begun-move = { $when }: move
t-session-begun-off = { $when }: did not take place
t-session-not-held-ask = Did the session with { $code } on { $when } not take place? What was gathered for it then goes into the next summary.
t-session-not-held-yes = It did not take place
t-session-not-held = Noted: the session with { $code } on { $when } did not take place. What was gathered for it goes into the next summary.
t-session-end-ask = End the series with { $code }? All its coming sessions are cancelled.
t-session-end-yes = Yes, end it
t-session-ended = The series with { $code } has ended. What was gathered goes into the next summary.
t-session-lead = When summaries come
t-session-lead-ask =
    Summaries come { $days ->
        [0] on the day of the session
        [1] the day before
       *[other] { $days } days before
    } at { $time }. On which day do they fit best?
t-session-lead-day = { $days ->
    [0] on the day of the session
    [1] the day before
   *[other] { $days } days before
}
t-session-lead-time = At what time?
t-session-lead-kept =
    Summaries come { $days ->
        [0] on the day of the session
        [1] the day before
       *[other] { $days } days before
    } at { $time }, an hour before the session at the latest.
