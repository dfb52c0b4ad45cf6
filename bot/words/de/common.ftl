# Worte, die in keinen eigenen Raum gehören.
text-only = { $formality ->
        [du] Ich kann nur Text lesen. Bitte schreib es auf. /help ist immer da.
       *[sie] Ich kann nur Text lesen. Bitte schreiben Sie es auf. /help ist immer da.
    }
not-understood = Das habe ich nicht verstanden. /help zeigt, was ich kann.
nothing-to-cancel = Gerade läuft nichts. /help zeigt, was ich kann.
finish-first = Erst noch dies hier.
edit-of-nothing = Ich sehe die geänderte Nachricht, aber daraus war nichts gespeichert. Es hat sich also nichts geändert.
something-went-wrong = Bei mir ist etwas schiefgegangen. Die Nachricht ist gespeichert, und die Technik der Praxis weiß Bescheid. Bitte später noch einmal versuchen.
