# An exercise as its patient sees it.
card = { $parts }
card-title = <b>{ $title }</b>
card-plan = <b>When:</b> { $situation } ({ $where })
    <b>Then:</b> { $action }
card-plan-short = <b>When:</b> { $situation }
    <b>Then:</b> { $action }
card-counter = <b>If</b> “{ $hurdle }”: { $counter }
card-hurdle = What might get in the way: “{ $hurdle }”
card-why = It belongs to your goal: { $goal }. { $why }
card-coping = Words to take along: “{ $coping }”
card-insight = You wrote: “{ $insight }”
