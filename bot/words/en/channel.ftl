# Over which messenger somebody is reached, and a second way to them.
channel-name = { $channel ->
    [signal] Signal
    [telegram] Telegram
   *[other] { $channel }
}
channel-one = I reach you on { $channel }. Should you go on to another phone or messenger, ask your therapist for a new code: everything that you have here comes along.
channel-two = I write to you on { $channel }. Where nothing arrives there any more, I write to you on { $other } instead.
channel-alone = I reach you on { $channel }. On { $other } nothing arrives at the moment.
channel-fallen-back = Nothing arrives on { $other } at the moment, so I write to you on { $channel }.
channel-add = { $channel } as a second way
channel-swap = Rather { $channel } first
channel-drop = Without { $channel } again
channel-consent =
    { $channel } would be a second way to you, for when nothing arrives on { $first } any more: because the app is gone, say, or because I am blocked there. Then I write on { $channel } instead, and your therapist sees that it is so.

    { $channel_words }

    You can take this back at any time with /channel. Agree?
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
channel-code-there = That code opens your second way. Please send it in the other messenger.
channel-ready = All set. I go on writing on { $first }, and come here where nothing arrives there. You can write to me in either.
