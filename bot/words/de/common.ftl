# Worte, die in keinen eigenen Raum gehören.
text-only = { $formality ->
    [du] Ich kann nur Text lesen. Bitte schreib es mir. /help ist immer da.
   *[sie] Ich kann nur Text lesen. Bitte schreiben Sie es mir. /help ist immer da.
}
not-understood = Das habe ich nicht verstanden. /help zeigt, was ich kann.
nothing-to-cancel = Gerade läuft nichts. /help zeigt, was ich kann.
finish-first = Diese Frage ist noch offen:
edit-of-nothing = Ich sehe die Änderung. Was gespeichert ist, bleibt, wie es ist.
something-went-wrong = Bei mir ist etwas schiefgegangen. Die Nachricht ist gespeichert, und wer die Technik betreut, weiß Bescheid. Bitte später noch einmal versuchen.
