# After three moments without an answer.
silence-question = I'll stay quiet about one exercise. Go on as agreed, change it, or pause everything?
silence-keep = Go on as agreed
silence-change = Change
silence-pause = Pause everything
silence-kept = Good, it stays as agreed. The next moment: { $at }.
silence-kept-over = Good, it stays as agreed. No further moment is planned at present.
silence-changing = Good, let's find something that fits better.
silence-pausing = Good, a pause.
