# What is agreed.
current-nothing = Nothing is agreed at the moment. When an exercise is waiting, I'll tell you.
current-waiting = Nothing is agreed yet. An exercise is waiting for your answer.
current-also-waiting = An exercise is waiting for your answer.
current-schedule = Agreed: { $schedule }
current-next = Next moment: { $at }
current-resting = I'm not reminding you of this one at the moment.
current-all-resting = Everything is paused at the moment.
current-did-it = I did it
current-why = Why this?
current-change = Change
current-pause = Pause
current-wake = Remind me again
current-stop = Stop
current-which = Which one was it?
current-one = { $title }
current-which-moment = Which time was it?
current-moment = { $at }
current-just-now = Today, beyond the plan
current-rest = Pause only this exercise, or everything?
current-rest-this = Only this one
current-rest-all = Everything
current-rests = This exercise rests until you want it back. Nothing is counted meanwhile.
current-woken = Good. The next moment: { $at }.
current-woken-paused = Good. { $pause }
current-woken-over = Good. No further moment is planned at present; “Change” lets you plan anew.
current-ended-hello = Something that was agreed has changed.
current-ended =
    This has been ended by your therapist:
    { $titles }

    Nothing more comes of it, even where I said that I'd be back. What you wrote stays. /current shows what goes on.
current-stop-sure = Stop this exercise for good? What you have answered stays.
current-stop-yes = Yes, stop
current-stop-no = No, keep it
current-stopped = Stopped. Your therapist will know. Thank you for saying so.
current-kept = It stays as agreed.
