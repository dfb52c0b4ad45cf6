# Proposing an exercise.
t-assign-nobody = There is nobody to propose an exercise to yet. /invite makes a code for a patient.
t-assign-leftovers = I did not understand “{ $words }”, and left it out.
t-assign-patient = For whom is the exercise?
t-assign-patient-gone = { $code } does not take part any more. /invite { $code } makes a new code, in case they want to come back.
t-assign-more = { $code } has { $count } open exercises already. More than three at a time tend to be too many. Propose one more?
t-assign-more-yes = Yes, one more
t-assign-more-no = No, leave it
t-assign-exercise = Which exercise? Choose a category, or type an id (BA-02) or a few words (“worry 2”).
t-assign-level = <b>{ $category }</b>: how difficult, from 1 to 5?
t-assign-pick = Which of these?
t-assign-use = Use this one
t-assign-another = Another one
t-assign-twice = “{ $title }” is open for { $code } already. Propose it a second time?
t-assign-twice-yes = Yes, once more
t-assign-clearance = “{ $title }” needs a documented medical clearance for { $code } and a first run in session. Is that done?
t-assign-clearance-yes = Both done, I confirm
t-assign-goal = Which goal does it serve? Best in words that you found together: the patient reads them exactly so.
t-assign-shorter = That is a little long for a card. At most { $most } characters, please.
t-assign-why =
    Why does it help? The library says:

    <blockquote>{ $why }</blockquote>
    Take that, or write your own words.
t-assign-why-use = Use this
t-assign-situation =
    In which situation of everyday life? For example “when I come home”. The library's example:

    <blockquote>{ $example }</blockquote>
t-assign-rhythm = How often? Choose, or type it: “weekdays 07:30 for 3 weeks”.
t-assign-rhythm-unclear = I could not make out how often. For example: daily, Mon Wed Fri, every 2 days, 3 times a week, once on Friday.
t-assign-suggested = Suggested: { $schedule }
t-assign-rhythm-once = Once
t-assign-rhythm-daily = Daily
t-assign-rhythm-weekdays = Mon to Fri
t-assign-rhythm-chosen-days = Chosen days
t-assign-rhythm-every-n-days = Every few days
t-assign-rhythm-times-per-week = Several times a week
t-assign-rhythm-monthly = Monthly
t-assign-rhythm-on-event = When it comes up
t-assign-date = On which day?
t-assign-date-unclear = I could not make out the day. For example: tomorrow, Friday, 2026-03-12.
t-assign-past = That day is past. Which day from today on?
t-assign-days = On which days? Several are fine.
t-assign-days-unclear = I could not make out the days. For example: Mon Wed Fri.
t-assign-every = Every how many days?
t-assign-per-week = How many times a week? The patient chooses the days.
t-assign-month-day = On which day of the month?
t-assign-length = For how long? Choose, or type a length or an end: “10 days”, “until 1 May”.
t-assign-length-unclear = I could not make out how long. For example: 2 weeks, 10 days, until 1 May.
t-assign-time = Which time of day do you suggest? The patient chooses in the end. If you skip this, { $usual } is offered to begin with.
t-assign-time-which = Which of these times do you mean?
t-assign-time-unclear = I could not make out the time. For example: 18:30, half past six in the evening, 8:00 and 20:00.
t-assign-no-moment = With these days and this end no moment lies ahead.
t-assign-no-moment-again = Choose again
t-assign-place = Which place do you suggest? The patient has the last word; you may skip this.
t-assign-place-open = the patient chooses
t-assign-hurdle = What might get in the way? You may skip this.
t-assign-another-hurdle = Anything else that might get in the way?
t-assign-counter = If “{ $hurdle }” gets in the way, what then?
t-assign-reason = Which reason is “{ $hurdle }” closest to? If the patient names it later, this counter-plan is shown.
t-assign-reason-too-hard = Too hard
t-assign-reason-no-opportunity = No opportunity
t-assign-reason-fear = Fear
t-assign-reason-refusal = Does not want to
t-assign-reason-skill-doubt = Unsure of being able to
t-assign-reason-unclear = Unclear how
t-assign-reason-relevance = Unclear what for
t-assign-reason-too-much = Too much
t-assign-reason-forgot = Forgetting
t-assign-reason-unwell = Unwell
t-assign-reason-other = Something else
t-assign-no-hurdles = none named yet
t-assign-if-then = If “{ $hurdle }”: “{ $counter }”
t-assign-follow-up = If no answer comes, when shall one gentle follow-up be sent?
t-assign-follow-up-hours = { $hours ->
    [0] None
    [one] After { $hours } hour
   *[other] After { $hours } hours
}
t-assign-review =
    <b>For { $code }: { $title }</b> ({ $id })

    Goal: “{ $goal }”
    Why: { $why }
    Situation: “{ $situation }”
    When: { $schedule }{ $time ->
        [open] {" "}(to begin with; the patient chooses)
       *[given] {""}
    }
    Place: { $place }
    Hurdles: { $hurdles }
    Follow-up: { $hours ->
        [0] none
        [one] one, after { $hours } hour
       *[other] one, after { $hours } hours
    }

    Nothing is delivered before { $code } has agreed.
t-assign-send = Send to { $code }
t-assign-change-patient = Change patient
t-assign-change-exercise = Change exercise
t-assign-change-goal = Change goal
t-assign-change-why = Change why
t-assign-change-situation = Change situation
t-assign-change-rhythm = Change how often
t-assign-change-length = Change how long
t-assign-change-time = Change time
t-assign-change-place = Change place
t-assign-change-hurdles = Change hurdles
t-assign-change-follow-up = Change follow-up
t-assign-sent = Sent to { $code }: “{ $title }”. You will hear when it is agreed.
t-assign-waiting = “{ $title }” is ready for { $code } and waits until they have joined. You will hear when it is agreed.
t-assign-later = “{ $title }” is ready for { $code }, who is taking a break or cannot be reached just now. They will find it afterwards, and you will hear when it is agreed.
t-assign-not-sent = Nothing was sent: this patient does not take part any more.
t-assign-replaces = It takes the place of “{ $title }” as soon as { $code } agrees. Until then that one goes on.
t-adapt-which = What shall be different for { $code }? I fill in what was agreed; you look it over and send it. { $code } is asked to agree anew, and until then everything goes on as it is.
t-adapt-same = Change “{ $title }”
