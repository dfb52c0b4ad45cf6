# An exercise as its patient sees it.
card = { $parts }
card-title = <b>{ $title }</b>
card-plan = When: { $situation } ({ $where }). Then: { $action }.
card-plan-short = When: { $situation }. Then: { $action }.
card-counter = If “{ $hurdle }”: { $counter }
card-why = It belongs to your goal: { $goal }. { $why }
card-coping = Words to take along: “{ $coping }”
card-insight = You wrote: “{ $insight }”
