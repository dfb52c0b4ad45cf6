# The library.
t-library-categories = <b>Library</b>
    What is it about? Or search: /find and a word, for example /find worry 2 (a number from 1 to 5 is the difficulty).
t-library-category = { $title } ({ $count })
t-library-exercises =
    <b>{ $category }</b> · { $count ->
        [one] { $count } exercise
       *[other] { $count } exercises
    }, easy ones first. Choosing a difficulty (such as 2/5) shows only that one.
t-library-label = { $id } { $title } · { $difficulty }/5
t-library-level = { $level }/5
t-library-all-levels = All
t-library-to-categories = ‹ All categories
t-library-to-category = ‹ Category
t-library-easier = Easier: { $id } { $title }
t-library-harder = Harder: { $id } { $title }
t-library-assign = Propose this exercise …
t-library-gone = There is no exercise { $id } in the library any more. /library shows what there is.
t-library-page =
    <b>{ $title }</b>
    { $id } · { $category } · difficulty { $difficulty } of 5 · { $minutes ->
        [0] over the night
       *[other] about { $minutes } min
    }
    Suggested: { $schedule }{ $warnings }

    { $steps }

    Why: { $why }
t-library-suggested = { $often }, { $weeks ->
    [one] { $weeks } week
   *[other] { $weeks } weeks
}
t-library-often-once = once
t-library-often-daily = daily
t-library-often-weekly = once a week
t-library-often-monthly = once a month
t-library-often-on-event = whenever it comes up
t-library-often-times-per-week = { $times ->
    [1] once a week
    [2] twice a week
   *[other] { $times } times a week
}
t-library-slot-morning = in the morning
t-library-slot-midday = around midday
t-library-slot-afternoon = in the afternoon
t-library-slot-late-afternoon = in the late afternoon
t-library-slot-evening = in the evening
t-library-slot-bedtime = at bedtime
t-library-slot-weekend = at the weekend
t-library-slot-patient-choice = at a time of the patient's choice
t-library-slot-when-it-happens = when it happens
t-library-clearance = ⚠ { $words }.
t-library-before = Usually comes first: { $exercises }
t-library-not-yet = ⚠ Usually comes first, nothing reported on it yet: { $exercises }
t-library-caution = ⚠ { $words }
t-library-find-what = What are you looking for? Put it after the command, for example /find worry 2. /library shows all categories.
t-library-found =
    { $count ->
        [one] One exercise fits “{ $query }”.
       *[other] { $count } exercises fit “{ $query }”, the closest first.
    }
t-library-nothing =
    Nothing fits “{ $query }”. A shorter or more general word often helps; a number at the end means the difficulty and may be left out.
