# Eine Übung, wie die übende Person sie sieht.
card = { $parts }
card-title = <b>{ $title }</b>
card-plan = <b>Wenn:</b> { $situation } ({ $where })
    <b>Dann:</b> { $action }
card-plan-short = <b>Wenn:</b> { $situation }
    <b>Dann:</b> { $action }
card-counter = <b>Falls</b> „{ $hurdle }“: { $counter }
card-hurdle = Was dazwischenkommen könnte: „{ $hurdle }“
card-why = Sie gehört zum Ziel: { $goal }. { $why }
card-coping = Zum Mitnehmen: „{ $coping }“
card-insight = { $formality ->
        [du] Du hast geschrieben: „{ $insight }“
       *[sie] Sie haben geschrieben: „{ $insight }“
    }
