# What a therapist reads before a session: facts and quotes, nothing concluded.
digest-screen = { $parts }
digest-head = <b>{ $code }</b> · { $days }
digest-session = session { $when }
digest-no-session = no session planned
digest-due = <b>{ $n } DUE:</b> { $counts }
digest-reports = <b>{ $n ->
    [one] 1 REPORT
   *[other] { $n } REPORTS
}</b> as it came up: { $counts }
digest-nothing-due = Nothing was due.
digest-quiet = No answers and no notes since { $since }.
digest-quiet-nothing-due = No answers and no notes since { $since }; nothing was due.
digest-exercise = • { $title } ({ $n }): { $counts }
digest-exercise-on-event = • { $title } (whenever it comes up, { $n }): { $counts }
digest-confidence = { "  " }confidence when agreed: { $n } of 10
digest-apart = <b>ALSO:</b> { $parts }
digest-saved = <b>FOR THE SESSION:</b> { $text }
digest-saved-at = { $title } ({ $reasons })
digest-afterwards = <b>AFTERWARDS:</b> { $text }
digest-became = { $title }, { $day }: { $before } → { $now }
digest-reworded = { $title }, { $day }: { $now }, in other words now
digest-added-to = { $title }, { $day }: { $now }, more was added
digest-words-back = { $title }, { $day }: { $now }, words were taken back
digest-note-back = a note of { $day } was taken back
digest-changes = <b>AGREEMENTS:</b> { $text }
digest-change = { $title }: { $what } ({ $day })
digest-reasons = <b>REASONS:</b> { $text }
digest-hard = <b>DIFFICULTY</b> { $text }
digest-learned = <b>LEARNED</b> { $text }
digest-question = <b>QUESTION</b> { $text }
digest-quote = “{ $text }”
digest-when = ({ $day })
digest-and-more = { $said } +{ $n }
digest-more = +{ $n }
digest-trend-of = { $title },
digest-measure = <b>{ $label }</b> 0–{ $top }, before→after: { $points }
digest-measure-peak = <b>{ $label }</b> 0–{ $top }: { $points }
digest-measure-percent = <b>{ $label }</b> %: { $points }
digest-measure-mood = MOOD
digest-measure-suds = SUDS
digest-measure-likelihood = LIKELIHOOD
digest-measure-emotion-strength = FEELING
digest-appreciate = <b>APPRECIATE:</b> { $parts }
digest-tried = tried { $n } of { $due }
digest-debrief = <b>DEBRIEF:</b> went well · got in the way · learned · next step
digest-options = <b>OPTIONS</b> { $titles }: { $steps }
digest-options-each = each exercise
digest-option-easier = easier
digest-option-same = same
digest-option-harder = harder
digest-option-other = other

# Counts
digest-n-done = { $n } done
digest-n-changed = { $n } changed
digest-n-partly = { $n } partly
digest-n-not-done = { $n } not
digest-n-no-answer = { $n } no answer
digest-n-not-delivered = { $n } not delivered
digest-n-maybe = { $n } perhaps not delivered
digest-n-paused = { $n } paused
digest-n-still-open = { $n } still open
digest-n-extra = { $n } beyond the plan
digest-n-adapted = { $n ->
    [one] adapted once
   *[other] adapted { $n } times
}
digest-n-harder-days = { $n ->
    [one] also reported what was partly done or not done
   *[other] also reported what was partly done or not done ({ $n })
}
digest-n-reported = { $n ->
    [one] reported once as it came up
   *[other] reported { $n } times as it came up
}
digest-n-beyond = { $n ->
    [one] once beyond the plan
   *[other] { $n } times beyond the plan
}
digest-n-notes = { $n ->
    [one] wrote a note
   *[other] wrote { $n } notes
}

# Reasons
digest-reason = { $reason } { $n }
digest-reason-too-hard = too hard
digest-reason-no-opportunity = no opportunity
digest-reason-fear = fear
digest-reason-refusal = did not want to
digest-reason-skill-doubt = not sure they can
digest-reason-unclear = unclear
digest-reason-relevance = asks what it is for
digest-reason-too-much = too much
digest-reason-forgot = forgot
digest-reason-unwell = was not well
digest-reason-other = other

# Details
digest-details =
    <b>{ $code }</b> · details { $page }/{ $pages }

    { $blocks }
digest-no-details = Nothing has been recorded yet.
digest-moment = <b>{ $when }</b> · { $title }
digest-still-open = still open; it counts in the next summary
digest-end-done = done
digest-end-changed = changed
digest-end-partly = partly
digest-end-not-done = not done
digest-end-no-answer = no answer
digest-end-paused = paused
digest-end-taken-back = answer taken back
digest-end-not-delivered = not delivered (technical, not counted)
digest-end-restored = not known: the records of that time were lost (technical, not counted)
digest-mark-late = answered late
digest-mark-corrected = corrected
digest-mark-maybe = perhaps not delivered
digest-mark-extra = beyond the plan
digest-mark-after-no-answer = answered after the last summary
digest-mark-changed-after = changed after the last summary
digest-mark-words-back = words taken back after the last summary
digest-because = Reasons: { $reasons }
digest-chosen-session = Saved for the session: { $reasons }
digest-chosen-use = Wants to use the counter-plan next time: { $reasons }
digest-value = { $label }: { $value }
digest-of = { $value }/{ $top }
digest-note = <b>{ $when }</b> · { $kind }
digest-label-hard = What was hard
digest-label-instead = Instead
digest-label-insight = Noticed
digest-label-difficulty = Note: difficulty
digest-label-question = Note: question
digest-label-goal = Goal
digest-label-situation = Situation
digest-label-teach-back = What it is for, in the patient's words
digest-label-hurdle = Hurdle
digest-label-counter = Counter-plan
digest-change-proposed = proposed, not agreed yet
digest-change-agreed = agreed
digest-change-changed = changed
digest-change-talk-first = wants to talk first
digest-change-paused = paused
digest-change-resumed = resumed
digest-change-quieted = quiet after three without an answer
digest-change-wished = wishes for something smaller
digest-change-course-over = has run its course
digest-change-ended = ended
digest-change-withdrawn = proposal withdrawn before it was agreed
digest-by-patient = by the patient
digest-by-therapist = by you
digest-agreed = <b>{ $title }</b> · as agreed now (version { $version })
digest-proposed = <b>{ $title }</b> · as proposed
digest-was-agreed = <b>{ $title }</b> · as it was agreed (version { $version })
digest-plan-confidence = Confidence when agreed: { $n } of 10
digest-plan-difficulty = Expected difficulty: { $n } of 10
digest-ladder = <b>{ $title }</b>
    easier: { $easier }
    harder: { $harder }

# Around it
digest-ready = { $n ->
    [one] Summary ready.
   *[other] { $n } summaries ready.
}
digest-open = Open
digest-open-one = Open { $code }
digest-whose = Whose summary?
digest-to-details = Details
digest-refresh = Refresh
digest-back = ‹ Summary
digest-page-earlier = ‹ Page
digest-page-later = Page ›
digest-set-session = Set a session
digest-cancelled = That session with { $code } was cancelled or did not take place. What was gathered for it is in the next summary.

# What was sent in place of words
digest-to-files = Pictures and recordings ({ $n })
digest-files = <b>{ $code }</b> · pictures and recordings: { $n }
digest-file = { $what }, { $when }
digest-file-shown = <b>{ $code }</b> · { $what }, { $when }
digest-adapt = Adapt an exercise
