# From a proposal to a plan of one's own.
planning-waiting = A new exercise is waiting. Agree, change, or talk first?
planning-another = Another exercise is waiting. It can wait as long as you like.
planning-open = Open
planning-suggested = <i>Suggested:</i> { $suggested }
planning-noted = <i>Noted: you would like to talk about it first.</i>
planning-often = <b>How often:</b> { $schedule }
planning-agree = Agree
planning-change = Change
planning-talk = Talk first
planning-help = Help
planning-when = When would it fit best? Choose a time, or type one, such as 18:30.
planning-time-known = { $time } · as suggested
planning-time-current = { $time } · as now
planning-time-unclear = I did not find a time in that. For example: 18:30, or 09:00 and 18:00.
planning-time-over = On that day this time is over already. Which later time fits?
planning-date = On which day? Choose one, or type a date.
planning-date-over = The suggested moment is over. Which day fits now? Choose one, or type a date.
planning-date-unclear = I did not find a coming day in that. For example: tomorrow, Friday, or 12 March.
planning-days = On which days? Choose all that fit, or type them, such as Mon Wed Fri. “Skip” keeps them as they are.
planning-days-number = On which days? { $number ->
    [one] One day a week was suggested.
   *[other] { $number } days a week were suggested.
} Choose all that fit. “Skip” spreads them over the week.
planning-days-unclear = I did not find days in that. For example: Mon Wed Fri, weekdays, or every day.
planning-situation = Which moment of your day shall the exercise belong to? For example: when I have had dinner.
planning-situation-known =
    Which moment of your day shall the exercise belong to? Suggested: “{ $situation }”

    Keep it, or write your own.
planning-as-suggested = Keep it
planning-where = Where will you be then? Choose, or write it in your own words.
planning-shorter = That is a little long for the card that I will bring. At most { $most } characters, please.
planning-hurdle = What might get in the way? Write it in your own words, or skip.
planning-hurdle-known = What might get in the way? Choose one, write it in your own words, or skip.
planning-counter =
    “{ $hurdle }”

    If that happens, then I …?
planning-counter-known =
    “{ $hurdle }”

    Suggested: “{ $counter }”

    If that happens, then I …?
planning-confidence = How confident are you, 0–10?
planning-smaller = Shall we make it smaller so it fits better?
planning-smaller-fewer = Fewer days
planning-smaller-easier = Ask for an easier exercise
planning-smaller-keep = Keep it as it is
planning-fewer = Which days are enough? Choose all that fit, or type them.
planning-wish-easier = Chosen: something easier, for example { $title }
planning-teach-back = What is it for, in your words?
planning-expected = How difficult do you expect it to be, 0–10?
planning-coping = Is there a sentence that could help you in that moment? I'll show it then, word for word.
planning-card =
    { $plan }

    Right?
planning-yes = Yes, agreed
planning-change-something = Change something
planning-more = Add something
planning-which = What shall be different?
planning-which-time = Time
planning-which-date = Day
planning-which-days = Days
planning-which-place = Place
planning-which-situation = Situation
planning-which-hurdle = Hurdle
planning-agreed = Agreed. The first moment comes { $moment }. /current shows everything at any time.
planning-agreed-event = Agreed. It has no fixed time: whenever it comes up, /current lets you say how it went.
planning-agreed-paused = Agreed. { $pause }
planning-agreed-open = Agreed. No moment is planned at present; /current shows everything at any time.
planning-changed = Changed. The next moment comes { $moment }.
planning-changed-event = Changed. It has no fixed time: whenever it comes up, /current lets you say how it went.
planning-changed-paused = Changed. { $pause }
planning-changed-open = Changed. No moment is planned at present; /current shows everything at any time.
planning-talk-words = Good, you talk about it first, and nothing comes until then. Is there anything your therapist may know beforehand?
planning-talk-noted = Noted for your next session. Nothing comes until you have talked.
planning-already = That is agreed already. /current shows it, and lets you change it.
planning-gone = That exercise is no longer open. /current shows what is agreed now.
planning-cancelled = Stopped. Nothing was agreed or changed.
planning-replaces = It takes the place of “{ $title }”, which goes on until you agree.
planning-replaced = It has taken the place of “{ $title }”; nothing more comes of that one.
