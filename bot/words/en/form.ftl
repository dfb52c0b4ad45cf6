# Words of the engine that asks questions.
form-back = ‹ Back
form-skip = Skip
form-cancel = Cancel
form-done = Continue
form-skipped = skipped
form-went-back = one step back
form-stopped = stopped
form-picked = ✓ { $label }
form-answered =
    { $question }

    → <b>{ $answer }</b>
form-please-choose = Please choose one of the answers, or type it.
form-number = Please send a number from { $low } to { $high }.
form-number-unknown = I can't place that number here. Please choose one of the answers, or use your own words.
form-words-kept = Your words are kept for the session, as they are. /help shows who is there now. { $hint }
form-changed = Changed. Thank you.
form-resume = Back to where we were.
form-cancelled = Stopped. Nothing was sent or changed.
form-over = That question is closed already.
button-old = That choice is from an earlier moment. /current shows what is agreed now, /help shows what else you can do.
t-button-old = That choice is from an earlier moment. /patients shows how things stand now, /help shows what else you can do.
form-own-words = Could you say that in words of your own, for example { $example }?
form-words-please = Could you say that in words of your own, for example { $example }? If “{ $words }” is your answer, just send it once more.
example-any = in a few key words
example-situation = “when I come home”
example-place = “at the kitchen table”
example-hurdle = “I am too tired”
example-counter = “I begin with five minutes”
example-teach-back = “to find out what does me good”
example-coping = “one thing after the other”
example-talk = “evenings are too much for me”
example-smaller = “only to the front door”
example-note = “I slept better this week”
example-unclear = “how long it is meant to take”
example-too-much = “the writing down”
example-what = “a walk”
example-hard = “getting started was hard”
example-instead = “only walked to the corner”
example-insight = “the music did me good”
example-goal = “see friends again”
