# After three moments without an answer.
silence-question = I'll stay quiet about one exercise. Go on as agreed, change it, or pause everything?
silence-keep = Go on as agreed
silence-change = Change
silence-pause = Pause everything
silence-kept = Good, “{ $title }” stays as agreed. The next moment: { $at }.
silence-kept-paused = Good, “{ $title }” stays as agreed. { $pause }
silence-kept-over = Good, “{ $title }” stays as agreed. No further moment is planned at present.
silence-changing = Good, let's find something that fits better for “{ $title }”. Until then I stay quiet about it.
silence-pausing = Good, a pause. Until it is set I stay quiet about “{ $title }”; after it I remind you again.
