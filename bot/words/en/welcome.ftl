# A patient's arrival.
welcome-menu = The menu is set.
welcome-identity =
    I'm a program, not a person. Nobody reads along live.

    I'm there between your sessions: I bring the exercises that you agreed on with your therapist, and ask how it went. I don't replace a professional, and I'm not for emergencies; /help shows where to find help, at any hour.
welcome-language = Which language shall I write in? · In welcher Sprache darf ich schreiben, und auf Deutsch: Sie oder du?
welcome-continue = Continue
welcome-consent-what =
    <b>1 of 3 · What this is</b>

    I keep the exercises that your therapist chooses with you, bring them, remind you of them, and pass on what you write about them. That is all I do.

    Taking part is voluntary. You can stop at any time with /leave, with no disadvantage; your therapy continues as before.

    I'm a program. Nobody monitors this chat, and I may be offline at times. <b>I'm not for emergencies.</b> If you are in danger: { $emergency }.{ $more }

    Exercises can be distressing for a while. You decide each time, and may shrink, change or stop any of them.
welcome-consent-more = More help:
    { $lines }
welcome-consent-channel = { $channel ->
    [telegram] We talk through Telegram. Telegram keeps chats with bots on its servers, outside the EU too, and they are <b>not end-to-end encrypted</b>: Telegram could read them, and knows that you are in touch with me.
    [signal] We talk through Signal. What we write is <b>end-to-end encrypted</b>: nobody on the way can read it, not even Signal. Anyone who can use your unlocked phone, or a computer linked to it, can read along.
   *[other] We talk through a messenger. Whoever runs it may know that you are in touch with me.
}
welcome-consent-vanishing = Messages in our chat on Signal vanish from the phone after { $after }, unless another time is already set there.
welcome-consent-stays = Your answers stay in the practice's database, even when they are gone from the phone. You can turn off message previews in Signal's settings, under Notifications.
welcome-weeks = { $count ->
    [one] a week
   *[other] { $count } weeks
}
welcome-days = { $count ->
    [one] a day
   *[other] { $count } days
}
welcome-hours = { $count ->
    [one] an hour
   *[other] { $count } hours
}
welcome-minutes = { $count ->
    [one] a minute
   *[other] { $count } minutes
}
welcome-seconds = { $count ->
    [one] a second
   *[other] { $count } seconds
}
welcome-moved =
    Hello again. We go on here, and everything you have comes along.

    This messenger treats your words differently from the one before, so please read this once more.
welcome-consent-words =
    <b>2 of 3 · Your words</b>

    What is kept: your answers, ratings, notes, plans and settings, and the pictures, voice messages and PDF files that you send as an answer or a note; no name, only a code. They are stored encrypted in the practice's own system, for your therapist to read. They stay for as long as your therapist keeps them; you can ask for their deletion at any time. Sealed back-ups may hold a copy for some weeks more.

    { $channel_words }

    What I send of my own accord is neutral; what it is about appears only when you choose “Open”. Please protect your phone with a screen lock, and hide message previews in its settings.
welcome-consent-rights =
    <b>3 of 3 · Limits and rights</b>

    I can't judge how you are, and I don't recognise a crisis: <b>nothing that you write here raises an alarm.</b> Your therapist reads it when there is time, often just before the session. Please agree together what applies in between: when and how to reach each other, and who else is there for you.

    You may see what is stored about you, get a copy, and have it corrected or deleted; and you may withdraw this consent at any time. Please ask your therapist. You can complain to your data protection authority.

    Version { $version }. Taking part is voluntary; you can stop any time. Agree?
welcome-agree = Agree
welcome-decline = Decline
welcome-agree-unclear = Do you agree? A yes or a no is enough, and both are fine.
welcome-declined = That's fine. Your therapy continues as before. Should you change your mind, /start or the choice below leads back here.
welcome-read-again = Read again
welcome-zone =
    I go by your clock. In { $city } it is { $time } now. Is that right for you?

    If not, type your city or share your location.
welcome-zone-right = Yes, { $city }
welcome-ready = All set. Your clock: { $city }, { $time }. /current shows what is agreed, /note keeps something for the session, /help is always there.
welcome-back = Hello again. /current shows what is agreed, /note keeps something for the session, /help shows the rest.
welcome-left = You are not taking part any more, and I won't write on my own. If you would like to come back, ask your therapist for a new code and send it here. /help is always there.
