# A therapist's patients.
t-patients-none = You have not invited anybody yet. /invite makes the first code.
t-patients-unknown = None of your patients has the code “{ $typed }”. /patients shows them all.
t-patients-list =
    <b>Your patients</b> ({ $count })
    { $lines }
t-patients-line = <b>{ $code }</b> · { $facts }
t-patients-page =
    <b>{ $code }</b>
    { $facts }{ $exercises }
t-patients-state = { $state ->
    [invited] invited
    [consenting] reading the consent
    [active] active
    [declined] did not want to take part
   *[left] no longer takes part
}
t-patients-state-invited = invited, code valid until { $until }
t-patients-state-expired = invited, code expired
t-patients-state-unreachable = unreachable since { $since }: messages do not arrive
t-patients-state-unproven = new safety number on Signal, so everything waits; please give a new code in person: /invite { $code }
t-patients-fall-back = reached on { $channel }, as nothing arrives on { $first }
t-patients-fall-back-unproven = reached on { $channel }; new safety number on { $first }, for a new code: /invite { $code }
t-patients-state-paused = taking a break
t-patients-running = { $count ->
    [one] { $count } exercise
   *[other] { $count } exercises
}
t-patients-proposed = { $count } proposed
t-patients-session = session { $at }
t-patients-last-answer = last answer { $day }
t-patients-exercise = { $id } { $title }: { $schedule } · { $state ->
    [proposed] not agreed yet
    [talk_first] wants to talk first
    [paused] paused
    [quiet] quiet after three without an answer
   *[agreed] agreed
}
t-patients-assign = Propose exercise
t-patients-sessions = Sessions
t-patients-digest = Summary
t-patients-new-code = New code
t-patients-end = End an exercise
t-patients-take-back = Take the code back
t-patients-part = End the therapy here
t-patients-part-sure = End it with { $code } here? Exercises and coming sessions end, { $code } is told so in one plain message and gets nothing more. What was written stays until it is erased, and a new code lets { $code } come back.
t-patients-part-yes = Yes, end it
t-patients-part-no = Go on
t-patients-parted = It has ended with { $code }. Nothing more is sent, and what was written stays until it is erased.
t-patients-parted-already = { $code } does not take part any more.
t-patients-no-code = No code is open for { $code }.
t-patients-code-gone = The code for { $code } no longer works. Otherwise nothing changes.
t-patients-uninvited = The code for { $code } no longer works, and { $code } is off the list.
t-patients-uninvited-all = The code for { $code } no longer works, and what was planned with { $code } has ended. A new code brings { $code } in after all.
t-patients-back = ‹ All patients
t-patients-no-names = Codes only, please: I kept nothing of what you wrote after /invite. You know who is who; I do not need to.
t-patients-invited =
    <b>{ $code }</b> is invited. Show this picture in the room, or hand over the link or the code:

    { $link }
    Code: <b>{ $typed }</b>

    Both work once, until { $until }. /invite { $code } makes new ones.
t-patients-invited-signal =
    <b>{ $code }</b> is invited. Best done in the room: scan this picture with the patient's phone, or open the link on it. Signal then shows a chat with me, and the patient sends the code there:

    { $link }
    Code: <b>{ $typed }</b>

    It works once, until { $until }. /invite { $code } makes a new one.
t-patients-invited-no-link =
    <b>{ $code }</b> is invited. The patient writes to the practice's account on Signal, and sends this code there:

    Code: <b>{ $typed }</b>

    It works once, until { $until }. /invite { $code } makes a new one.
t-patients-invited-telegram =
    Or on Telegram, whichever the patient prefers: show this picture, or hand over the link. The code for <b>{ $code }</b> is the same.

    { $link }
t-patients-invited-unproven =
    A new code for <b>{ $code }</b>: <b>{ $typed }</b>

    Please give it in person. Once { $code } sends it in the chat on Signal, we go on where we were, and what has waited comes. It works once, until { $until }.
t-patients-new-code-sure = { $code } takes part already. With a new code the chat moves to the phone that opens it; the old phone then gets nothing more.
t-patients-new-code-yes = Make a new code
t-patients-nothing-open = No exercise is open for anybody.
t-patients-nothing-open-with = No exercise is open for { $code }.
t-patients-code-only = Only the code is needed here; I left out “{ $words }”.
t-patients-end-not-open = “{ $words }” is not open here.
t-patients-end-whose = Whose exercise shall end?
t-patients-end-which = Which exercise shall end for { $code }?
t-patients-end-this = { $id } { $title }
t-patients-end-sure = End “{ $title }”? Its reminders stop at once; everything that was answered stays for the summary.
t-patients-end-yes = End it
t-patients-end-no = Keep it
t-patients-ended = “{ $title }” has ended for { $code }. Its reminders have stopped; what was answered stays.{ $told ->
    [yes] { " " }{ $code } is told so in a neutral message.
   *[no] { "" }
}
t-patients-ended-already = “{ $title }” has ended already.

# Erasing what is kept of somebody who takes part no more
t-erase = Erase
t-erase-whose = Of whom shall everything be erased? Only those are offered who take part no more, or never came.
t-erase-nobody = Everyone takes part; there is nobody to erase. /patients shows them all.
t-erase-takes-part = { $code } takes part, so nothing is erased here. { $code } can stop with /leave, or you end it on their page (/patients { $code }); then /erase { $code } works.
t-erase-sure =
    Erase <b>{ $code }</b>, with you since { $since }, for good?

    This goes, and nobody can bring it back (exercises: { $exercises }, planned moments: { $moments }, answers: { $answers }, notes: { $notes }, files: { $files }, sessions: { $sessions }), with all plans, summaries, settings, consent, and the tie to the phone.

    What you need for your own record, please take out first. A copy for { $code } is made by whoever runs the server. Back-ups that exist already keep it until they are replaced.
t-erase-yes = Erase for good
t-erase-no = Keep
t-erase-done = Erased: nothing of { $code } is kept here any more, and nothing was said to { $code }. Please tell them yourself. What stands in your own chat, above, stays on your phone until you delete it there.
t-erase-told = Everything that was kept of { $code } has been erased.
t-patients-adapt = Adapt exercise
