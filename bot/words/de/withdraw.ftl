# Zurücknehmen, was gesagt wurde: eine für alle gelöschte Nachricht, eine entfernte Reaktion.
withdraw-words = Zurückgenommen. Diese Worte sind nicht mehr gespeichert.
withdraw-choice = Zurückgenommen.
withdraw-outcome = Zurückgenommen: „{ $outcome }“ ist nicht mehr notiert. Eine andere Antwort ist jederzeit möglich, und keine ist auch in Ordnung.
withdraw-outcome-words = { $formality ->
        [du] Zurückgenommen: „{ $outcome }“ ist nicht mehr notiert. Was du sonst dazu gesagt hast, bleibt für die Sitzung; lösch die Nachricht für alle, dann ist auch das weg. Eine andere Antwort ist jederzeit möglich, und keine ist auch in Ordnung.
       *[sie] Zurückgenommen: „{ $outcome }“ ist nicht mehr notiert. Was Sie sonst dazu gesagt haben, bleibt für die Sitzung; löschen Sie die Nachricht für alle, dann ist auch das weg. Eine andere Antwort ist jederzeit möglich, und keine ist auch in Ordnung.
    }
withdraw-later = Zurückgenommen. Ich melde mich dazu nicht noch einmal; antworten geht weiterhin.
withdraw-refusal = Die Erinnerungen ruhen weiter. Mit /current lassen sie sich wieder einschalten.
withdraw-nothing = Gesehen. Daraus habe ich nichts notiert, es gibt also nichts zurückzunehmen.
withdraw-unknown = { $formality ->
        [du] Gesehen. Soweit ich es erkennen kann, habe ich daraus nichts notiert. Ist doch etwas davon gespeichert, sag es bitte deiner Fachkraft: Sie kann es löschen lassen.
       *[sie] Gesehen. Soweit ich es erkennen kann, habe ich daraus nichts notiert. Ist doch etwas davon gespeichert, sagen Sie es bitte Ihrer Fachkraft: Sie kann es löschen lassen.
    }
withdraw-answer = Das allein lässt sich nicht zurücknehmen. Eine andere Antwort ersetzt es jederzeit, und eine für alle gelöschte Nachricht nimmt ihre Worte mit.
withdraw-note = { $formality ->
        [du] Deine Notizen bleiben, wie sie sind. Lösch die Nachricht einer Notiz für alle, dann ist auch die Notiz weg.
       *[sie] Ihre Notizen bleiben, wie sie sind. Löschen Sie die Nachricht einer Notiz für alle, dann ist auch die Notiz weg.
    }
withdraw-plan = Das gehört zu einem Plan und lässt sich nicht einzeln zurücknehmen. /current zeigt, was vereinbart ist; dort lässt es sich ändern.
withdraw-exercise = Das ist schon geschehen. /current zeigt, wie es um die Übungen steht; dort lässt es sich ändern.
withdraw-settings = Das ist schon eingestellt. Mit /language, /timezone, /quiet, /pause und /channel lässt es sich jederzeit ändern.
withdraw-consent = { $formality ->
        [du] Deine Einwilligung gilt, bis du sie beendest. Nach /leave schreibe ich nicht mehr von mir aus, und deine Fachkraft erfährt davon; ein Nachteil entsteht nicht. Zurück geht es mit einem neuen Code aus der Therapie.
       *[sie] Ihre Einwilligung gilt, bis Sie sie beenden. Nach /leave schreibe ich nicht mehr von mir aus, und Ihre Fachkraft erfährt davon; ein Nachteil entsteht nicht. Zurück geht es mit einem neuen Code aus der Therapie.
    }
withdraw-therapist = Das ist schon geschehen. Mit /patients, /session und /assign lässt es sich ändern.
withdraw-erased = Was gelöscht ist, lässt sich nicht zurückholen.
