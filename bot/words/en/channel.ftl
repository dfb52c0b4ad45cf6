# Over which messenger somebody is reached, and a second way to them.
channel-name = { $channel ->
    [signal] Signal
    [telegram] Telegram
   *[other] { $channel }
}
channel-one = I reach you on { $channel }. If you change to another phone or messenger, ask your therapist for a new code: everything you have here comes along.
channel-two = I write to you on { $channel }. If nothing arrives there any more, I write to you on { $other } instead.
channel-alone = I reach you on { $channel }. Nothing arrives on { $other } at the moment.
channel-fallen-back = Nothing arrives on { $other } at the moment, so I write to you on { $channel }.
channel-add = Add { $channel } as a second way
channel-renew = Set up { $channel } anew
channel-swap = Put { $channel } first
channel-drop = Remove { $channel }
channel-consent =
    { $channel } would be a second way to reach you, in case nothing arrives on { $first } any more: because the app is gone, say, or because I am blocked there. I would then write on { $channel } instead, and your therapist would see that.

    { $channel_words }

    You can take this back at any time with /channel. Do you agree?
channel-leave-it = Rather not
channel-agreed = Good: { $channel } as a second way.
channel-left = That's fine. Everything stays as it is.
channel-code-telegram =
    Please open this link on your phone, or scan the picture, and start the chat:

    { $link }

    Or send me this code there: <b>{ $typed }</b>. Either works once, until { $until }.
channel-code-signal =
    Please open this link on your phone, or scan the picture. Signal then shows a chat with me; please send this code there: <b>{ $typed }</b>

    { $link }

    It works once, until { $until }.
channel-code-no-link = Please write to the practice's account in the other messenger, and send this code there: <b>{ $typed }</b>. It works once, until { $until }.
channel-code-there = This code opens your second way. Please send it in the other messenger.
channel-ready = All set. I keep writing on { $first }, and come here if nothing arrives there. You can write to me in either.
