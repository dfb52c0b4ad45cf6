# Auswahl, wo ein Telefon keine Knöpfe hat.
choose-one = Als Antwort genügt 1.
choose-two = Als Antwort genügt die Zahl, oder 👍 für 1 und 👎 für 2.
choose-number = Als Antwort genügt die Zahl.
choose-many = Bitte mit allen passenden Zahlen antworten, zum Beispiel 1 3.
choose-scale = Als Antwort genügt eine Zahl von { $low } bis { $high }.
choose-words = Auch als Wort möglich: { $words }.
choose-which = { $formality ->
    [du] Mehrere Fragen sind offen. Welche meinst du?
   *[sie] Mehrere Fragen sind offen. Welche meinen Sie?
}
choose-this = Seitdem ist noch etwas anderes gekommen. Ist das hier gemeint?
choose-this-still = Diese Frage wartet schon eine Weile. Ist das hier gemeint?
choose-one-of = { $title } → { $label }
choose-one-of-at = { $at }: { $title } → { $label }
choose-none-open = { $formality ->
    [du] Gerade ist keine Frage offen, die eine Zahl erwartet. Falls du eine frühere meinst, antworte bitte direkt auf die Nachricht, in der sie steht. /help zeigt, was sonst noch geht.
   *[sie] Gerade ist keine Frage offen, die eine Zahl erwartet. Falls Sie eine frühere meinen, antworten Sie bitte direkt auf die Nachricht, in der sie steht. /help zeigt, was sonst noch geht.
}
choose-not-among = Das steht bei „{ $title }“ nicht zur Wahl. Bitte eine der Antworten dort nehmen.
choose-words-please = Diese Zahl kann ich hier nicht zuordnen. Bitte eine der Antworten oder eigene Worte nehmen; galt die Zahl einer anderen Nachricht, dann bitte direkt auf diese antworten.
choose-too-early = „{ $number }“ kam, bevor meine nächste Frage da war, darum habe ich es nicht als Antwort genommen. Die letzte Antwort lässt sich ändern: jene Nachricht bearbeiten, oder direkt auf meine Frage davor noch einmal antworten.
choose-edit-unclear = Ich sehe die Änderung, finde sie aber nicht unter den Antworten auf „{ $title }“. Es bleibt bei der bisherigen Antwort.
