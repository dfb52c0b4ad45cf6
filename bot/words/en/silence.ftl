# After three moments without an answer.
silence-question = I'll stay quiet. Keep, change, or pause?
silence-keep = Keep
silence-change = Change
silence-pause = Pause
silence-kept = Good, it stays as agreed. The next moment: { $at }.
silence-kept-over = Good, it stays as agreed. No further moment is planned at present.
silence-changing = Good, let's find something that fits better.
silence-pausing = Good, a pause.
