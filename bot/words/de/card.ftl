# Eine Übung, wie die übende Person sie sieht.
card = { $parts }
card-title = <b>{ $title }</b>
card-plan = Wenn: { $situation } ({ $where }). Dann: { $action }.
card-plan-short = Wenn: { $situation }. Dann: { $action }.
card-counter = Falls „{ $hurdle }“: { $counter }
card-why = Sie gehört zum Ziel: { $goal }. { $why }
card-coping = Zum Mitnehmen: „{ $coping }“
card-insight = { $formality ->
        [du] Du hast geschrieben: „{ $insight }“
       *[sie] Sie haben geschrieben: „{ $insight }“
    }
