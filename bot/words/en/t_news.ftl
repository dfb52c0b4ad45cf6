# News of a patient.
t-news = News from { $code }.
t-news-open = Open
t-news-patient = Patient's page
t-news-of =
    <b>{ $code }</b>

    { $parts }
t-news-left = { $code } does not take part any more. Nothing is sent to them now; what was answered stays.
t-news-declined = { $code } read the consent and prefers not to take part. They can come back at any time.
t-news-unreachable = Since { $at }, messages have not been reaching { $code }. Reminders have stopped, and nothing of this counts as not done.
t-news-unproven = { $code } has a new safety number on Signal, usually because of a new phone or a fresh installation. To be safe I send nothing until { $code } has sent a new code that you gave in person: /invite { $code }. What comes due meanwhile waits, and nothing of it counts as not done.
t-news-fall-back = Messages no longer reach { $code } on { $first }. As { $code } agreed, I write on { $channel } instead.
t-news-fall-back-unproven = { $code } has a new safety number on { $first }. Until a new code, given in person, has come from there (/invite { $code }), I write on { $channel }, as { $code } agreed.
t-news-reachable = { $code } takes part and can be reached.
t-news-resting = { $code } is taking a break; nothing is sent meanwhile.
t-news-proposed = Proposed: <b>{ $title }</b> ({ $at })
t-news-agreed = Agreed: <b>{ $title }</b> ({ $at })
t-news-changed = Changed: <b>{ $title }</b> ({ $at })
t-news-talk-first = Wants to talk first: <b>{ $title }</b> ({ $at })
t-news-paused = Paused: <b>{ $title }</b> ({ $at })
t-news-resumed = Resumed: <b>{ $title }</b> ({ $at })
t-news-quieted = Three moments without an answer, so I stay quiet: <b>{ $title }</b> ({ $at })
t-news-wished = Wishes for something smaller: <b>{ $title }</b> ({ $at })
t-news-ended = Ended: <b>{ $title }</b> ({ $at })
t-news-as-proposed = as you proposed it
t-news-differs-schedule = When: { $old } → { $new }
t-news-differs-situation = Situation: “{ $old }” → “{ $new }”
t-news-differs-place = Place: “{ $old }” → “{ $new }”
t-news-new-situation = Situation: “{ $new }”
t-news-new-place = Place: “{ $new }”
t-news-hurdle = Hurdle: “{ $hurdle }”, then: “{ $counter }”
t-news-hurdle-alone = Hurdle: “{ $hurdle }”
t-news-confidence = Confidence: { $confidence } of 10
t-news-low-confidence = Confidence: { $confidence } of 10; a smaller step was offered
t-news-expected = Expected difficulty: { $difficulty } of 10
t-news-teach-back = What it is for, in their words: “{ $words }”
t-news-quote = “{ $words }”
