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
form-words-kept = Your words are kept for the session, as they are. /help shows who is there now. { $hint }
form-changed = Changed. Thank you.
form-resume = Back to where we were.
form-cancelled = Stopped. Nothing was sent or changed.
form-over = That question is closed already.
button-old = That choice is from an earlier moment. /current shows what is agreed now, /help shows what else you can do.
t-button-old = That choice is from an earlier moment. /patients shows how things stand now, /help shows what else you can do.
