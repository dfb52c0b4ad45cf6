# Über welchen Messenger jemand erreichbar ist, und ein zweiter Weg.
channel-name = { $channel ->
    [signal] Signal
    [telegram] Telegram
   *[other] { $channel }
}
channel-one = { $formality ->
    [du] Ich erreiche dich über { $channel }. Wenn du auf ein anderes Telefon oder zu einem anderen Messenger wechselst, lass dir von deiner Fachkraft einen neuen Code geben. Alles Bisherige zieht mit um.
   *[sie] Ich erreiche Sie über { $channel }. Wenn Sie auf ein anderes Telefon oder zu einem anderen Messenger wechseln, lassen Sie sich von Ihrer Fachkraft einen neuen Code geben. Alles Bisherige zieht mit um.
}
channel-two = { $formality ->
    [du] Ich schreibe dir über { $channel }. Kommt dort nichts mehr an, schreibe ich dir stattdessen über { $other }.
   *[sie] Ich schreibe Ihnen über { $channel }. Kommt dort nichts mehr an, schreibe ich Ihnen stattdessen über { $other }.
}
channel-alone = { $formality ->
    [du] Ich erreiche dich über { $channel }. Über { $other } kommt zurzeit nichts an.
   *[sie] Ich erreiche Sie über { $channel }. Über { $other } kommt zurzeit nichts an.
}
channel-fallen-back = { $formality ->
    [du] Über { $other } kommt zurzeit nichts an, deshalb schreibe ich dir über { $channel }.
   *[sie] Über { $other } kommt zurzeit nichts an, deshalb schreibe ich Ihnen über { $channel }.
}
channel-add = { $channel } als zweiten Weg einrichten
channel-renew = { $channel } neu einrichten
channel-swap = Lieber zuerst über { $channel }
channel-drop = Doch ohne { $channel }
channel-consent = { $formality ->
    [du]
        { $channel } wäre ein zweiter Weg zu dir, falls über { $first } nichts mehr ankommt: etwa weil die App nicht mehr da ist oder ich dort blockiert bin. Dann schreibe ich stattdessen über { $channel }, und deine Fachkraft sieht das.

        { $channel_words }

        Mit /channel lässt sich das jederzeit zurücknehmen. Einverstanden?
   *[sie]
        { $channel } wäre ein zweiter Weg zu Ihnen, falls über { $first } nichts mehr ankommt: etwa weil die App nicht mehr da ist oder ich dort blockiert bin. Dann schreibe ich stattdessen über { $channel }, und Ihre Fachkraft sieht das.

        { $channel_words }

        Mit /channel lässt sich das jederzeit zurücknehmen. Einverstanden?
}
channel-leave-it = Lieber nicht
channel-agreed = Gut: { $channel } als zweiter Weg.
channel-left = In Ordnung. Alles bleibt, wie es ist.
channel-code-telegram = { $formality ->
    [du]
        Bitte öffne diesen Link auf deinem Telefon oder scanne das Bild und starte den Chat:

        { $link }

        Oder sende mir dort diesen Code: <b>{ $typed }</b>. Beides gilt einmal, bis { $until }.
   *[sie]
        Bitte öffnen Sie diesen Link auf Ihrem Telefon oder scannen Sie das Bild und starten Sie den Chat:

        { $link }

        Oder senden Sie mir dort diesen Code: <b>{ $typed }</b>. Beides gilt einmal, bis { $until }.
}
channel-code-signal = { $formality ->
    [du]
        Bitte öffne diesen Link auf deinem Telefon oder scanne das Bild. Signal zeigt dann einen Chat mit mir; sende dort bitte diesen Code: <b>{ $typed }</b>

        { $link }

        Er gilt einmal, bis { $until }.
   *[sie]
        Bitte öffnen Sie diesen Link auf Ihrem Telefon oder scannen Sie das Bild. Signal zeigt dann einen Chat mit mir; senden Sie dort bitte diesen Code: <b>{ $typed }</b>

        { $link }

        Er gilt einmal, bis { $until }.
}
channel-code-no-link = { $formality ->
    [du] Bitte schreib dem Konto der Praxis im anderen Messenger und sende dort diesen Code: <b>{ $typed }</b>. Er gilt einmal, bis { $until }.
   *[sie] Bitte schreiben Sie dem Konto der Praxis im anderen Messenger und senden Sie dort diesen Code: <b>{ $typed }</b>. Er gilt einmal, bis { $until }.
}
channel-code-there = { $formality ->
    [du] Dieser Code öffnet den zweiten Weg. Bitte sende ihn im anderen Messenger.
   *[sie] Dieser Code öffnet den zweiten Weg. Bitte senden Sie ihn im anderen Messenger.
}
channel-ready = { $formality ->
    [du] Alles bereit. Ich schreibe weiter über { $first } und komme hierher, wenn dort nichts ankommt. Du kannst mir auf beiden Wegen schreiben.
   *[sie] Alles bereit. Ich schreibe weiter über { $first } und komme hierher, wenn dort nichts ankommt. Sie können mir auf beiden Wegen schreiben.
}
