# A copy of everything that is kept of somebody, on a page of its own.
copy-title = What is kept of { $code }
copy-made = Made on { $at }. In the practice all of this lies encrypted; here it can be read. Please keep it where nobody else reads it. The same, and the technical records with it, is in the file { $file } for other programs.
copy-you = You
copy-exercises = What was agreed
copy-moments = Moments and answers
copy-notes = Notes for the session
copy-sessions = Sessions
copy-summaries = Summaries for your therapist
copy-files = Pictures, recordings and documents
copy-nothing = Nothing.
copy-broken = (can no longer be read)
copy-not-opened = Some of it can no longer be read, and is missing here. In the file for other programs these entries are under: { $places }.
copy-fact = { $label }: { $value }
copy-code = Code
copy-since = With us since
copy-zone = Clock
copy-language = Language
copy-quiet = Quiet hours
copy-from-to = { $from } to { $to }
copy-address = Reached on { $channel } at { $address }
copy-consent = { $at }: { $given ->
    [yes] agreed
   *[no] withdrawn or declined
} (text of { $version }, { $channel })
copy-exercise = { $title } · { $state ->
    [proposed] proposed
    [talk_first] to be talked about first
    [agreed] agreed
    [paused] paused
   *[ended] ended
}
copy-why = Why
copy-place = Where
copy-schedule = When
copy-steps = Steps
copy-coping = Helpful sentence
copy-teach-back = What it is for, in your words
copy-event = { $at }: { $event ->
    [proposed] proposed
    [agreed] agreed
    [changed] changed
    [talk_first] talk about it first
    [paused] paused
    [resumed] resumed
    [quieted] quiet after three without an answer
    [course_over] has run its course
    [wished] something else wished for
   *[ended] ended
} { $by ->
    [nobody] {""}
    [patient] by you
   *[therapist] by your therapist
}
copy-end-planned = still to come
copy-end-open = open
copy-end-cancelled = taken out of the plan
copy-earlier = Before { $at } it said: { $end }
copy-note = { $at } · { $kind }
copy-taken-back = taken back
copy-note-earlier = Earlier
copy-session = { $at } · { $state ->
    [planned] agreed
   *[cancelled] cancelled
}
copy-summary = { $at } · for the session { $session }
copy-summary-alone = { $at }
copy-took-up = Took up: answers { $answers }, moments without an answer { $unanswered }, notes { $notes }, changes of what was agreed { $changes }
copy-file = { $at } · { $what }
