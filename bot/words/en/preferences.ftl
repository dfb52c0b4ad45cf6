# What a patient may set at any time.
pref-cancelled = Stopped. Everything stays as it was.
pref-language-en = English
pref-language-de-sie = Deutsch (Sie)
pref-language-de-du = Deutsch (du)
pref-language-ask = Which language shall I write in?
pref-language-set = Done. I write in English from now on.
pref-language-unknown = I speak English and German so far.
pref-language-which-german = In German: Sie or du?
pref-clock-unclear = I did not find a time in that. For example: 18:30, half past six, or 6 pm.
pref-clock-which = Which of the two do you mean?
pref-zone-ask =
    Your clock is set to { $city }, where it is { $time } now.

    Where are you? Type a city, or share your location.
pref-zone-keep = Keep { $city }
pref-zone-unknown = I don't know that place. Please try the nearest larger city, or share your location.
pref-zone-where = Where are you, then? Type a city, or share your location.
pref-zone-which = Which of these?
pref-zone-confirm =
    In { $new } it is { $time } now. Shall I go by that clock?

    Planned times of day stay the same: what was planned for 18:00 comes at 18:00 in { $new }, no longer in { $old }.
pref-zone-move = Yes, go by { $city }
pref-zone-stay = No, stay with { $city }
pref-zone-moved = Done. All planned times now follow the clock of { $city }.
pref-zone-kept = Everything stays on the clock of { $city }.
pref-quiet-from =
    Nothing comes unasked from { $from } to { $to }. Moments that you planned yourself still come.

    From when shall it be quiet? Choose a time, or type one; or both at once, such as 21:00 to 07:00.
pref-quiet-span = From { $from } to { $to }
pref-quiet-unclear = I did not find times in that. For example: 21:00 to 07:00, or only when it begins: 21:00.
pref-quiet-to = Quiet from { $from }. Until when?
pref-quiet-same = Both times are the same. Until when shall it be quiet?
pref-quiet-set = Done. From { $from } to { $to } nothing comes unasked.
pref-pause-ask = Until when shall I be silent? Choose, or type it, for example “Friday”, “12 March” or “two weeks”.
pref-pause-tomorrow = Until tomorrow
pref-pause-3-days = 3 days
pref-pause-week = A week
pref-pause-open = Until I say so
pref-pause-unclear = I did not find a day between tomorrow and a year from now in that. For example: “Friday”, “12 March” or “two weeks”.
pref-paused = Paused until { $until }; that is the day on which I'm here again. Help stays available. /resume ends the pause earlier.
pref-paused-open = Paused until you send /resume. Help stays available.
pause-then = Everything is paused until { $until }. The first moment after that: { $at }.
pause-then-open = Everything is paused until you send /resume; the next moment comes after that.
pref-pause-over = The pause is over. I'm here again, as agreed. /pause starts a new one.
pref-resumed = Good. I'm here again, as agreed.
pref-not-paused = There is no pause at the moment. /pause starts one.
pref-stop-ask = What shall stop? In a pause nothing comes, and everything stays as it is. If you stop taking part, every exercise ends here and I no longer write on my own; there is no disadvantage. /current ends a single exercise.
pref-stop-pause = Pause everything
pref-stop-leave = Stop taking part
pref-leave-ask = Would you like to stop taking part? I won't write on my own then, and your therapist will know. Your therapy continues as before.
pref-leave-yes = Yes, stop
pref-leave-no = No, stay
pref-stayed = Good. Everything stays as it was.
pref-ended = Your practice has ended what ran here, so nothing more comes from me. What you wrote stays until it is erased. /help shows where help is, at any hour.
pref-farewell = Thank you for your work. I won't write on my own any more. What is stored stays with your therapist; there you can ask for a copy or for its deletion. /help stays available; with a new code you can come back.
