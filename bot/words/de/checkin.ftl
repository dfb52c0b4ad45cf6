# Wie es lief.
checkin-ask = Wie lief es? Jede Antwort hilft.
checkin-done = Gemacht
checkin-partly = Teilweise
checkin-changed = Verändert
checkin-not-done = Nicht gemacht
checkin-thanks-done = { $formality ->
        [du] Danke. Du hast dir dafür Raum genommen.
       *[sie] Danke. Sie haben sich dafür Raum genommen.
    }
checkin-thanks-partly = Danke. Ein Teil zählt, daraus lässt sich lernen.
checkin-thanks-changed = { $formality ->
        [du] Gut, dass du es angepasst hast. Was wurde daraus?
       *[sie] Gut, dass Sie es angepasst haben. Was wurde daraus?
    }
checkin-thanks-not_done = Danke fürs Sagen. Was kam dazwischen? (Überspringen ist okay)
checkin-corrected = Danke, ich habe es geändert.
checkin-known = Ich habe notiert: „{ $outcome }“. Eine andere Antwort ändert es.
checkin-reasons = Was kam dazwischen? Mehreres ist möglich, auch eigene Worte.
checkin-reason-no-opportunity = Keine Gelegenheit
checkin-reason-forgot = Nicht daran gedacht
checkin-reason-too-hard = Zu schwer
checkin-reason-too-much = Zu viel
checkin-reason-fear = Angst
checkin-reason-skill-doubt = Unsicher, ob ich es kann
checkin-reason-unclear = Etwas ist unklar
checkin-reason-relevance = Wozu das?
checkin-reason-unwell = Mir ging es nicht gut
checkin-reason-refusal = Ich möchte nicht
checkin-reason-other = Etwas anderes
checkin-counter = Für „{ $hurdle }“ war geplant: „{ $counter }“. Das bleibt für das nächste Mal.
checkin-reply-too-hard = Dann war der Schritt zu groß. In der Sitzung nach einem kleineren suchen?
checkin-reply-too-hard-easier = Dann war der Schritt zu groß. Kleiner wäre: { $easier }?
checkin-offer-too-hard-session = In der Sitzung besprechen
checkin-offer-too-hard-keep = So lassen
checkin-reply-no-opportunity = Passt eine andere Zeit oder ein anderer Ort?
checkin-reply-no-opportunity-planned = Geplant war: „{ $counter }“. Passt eine andere Zeit oder ein anderer Ort?
checkin-offer-no-opportunity-change = Ja, ändern
checkin-offer-no-opportunity-keep = So lassen
checkin-reply-forgot = Kommt vor. Andere Zeit oder ein anderer Anlass?
checkin-reply-forgot-planned = Kommt vor. Geplant war: „{ $counter }“. Andere Zeit oder ein anderer Anlass?
checkin-offer-forgot-change = Ja, ändern
checkin-offer-forgot-keep = So lassen
checkin-reply-fear = Das ist verständlich. Den Schritt verkleinern oder für die Sitzung aufheben?
checkin-reply-fear-planned = Das ist verständlich. Geplant war: „{ $counter }“. Nutzen, verkleinern oder für die Sitzung aufheben?
checkin-offer-fear-use = Beim nächsten Mal nutzen
checkin-offer-fear-shrink = Schritt verkleinern
checkin-offer-fear-session = Für die Sitzung aufheben
checkin-smaller = Was wäre klein genug? In eigenen Worten, für die Sitzung; die Fachkraft liest es.
checkin-reply-refusal = In Ordnung. Ich erinnere nicht weiter und notiere es.
checkin-reply-skill-doubt = Unsicherheit am Anfang ist häufig. Schritte ansehen oder gemeinsam in der Sitzung üben?
checkin-offer-skill-doubt-steps = Schritte ansehen
checkin-offer-skill-doubt-session = Gemeinsam in der Sitzung
checkin-reply-unclear = Was ist unklar? Ich gebe die Frage weiter.
checkin-reply-relevance =
    Die Idee war:
    { $why }

    Darüber sprechen?
checkin-offer-relevance-session = In der Sitzung
checkin-offer-relevance-keep = Nicht nötig
checkin-reply-too-much = Weniger ist möglich. Was kann weg?
checkin-reply-unwell = { $formality ->
        [du] Danke, dass du das sagst. Falls eine Pause guttut: bis wann? /help ist immer da.
       *[sie] Danke, dass Sie das sagen. Falls eine Pause guttut: bis wann? /help ist immer da.
    }
checkin-offer-unwell-keep = Keine Pause
checkin-hard-done = War etwas daran schwierig?
checkin-hard-partly = War etwas daran schwierig?
checkin-hard-changed = War etwas daran schwierig?
checkin-hard-not-done = War etwas schwierig? Eigene Worte sind willkommen, Überspringen ist okay.
checkin-question = { $question }
checkin-scale = { $question } ({ $low }–{ $high })
checkin-number = { $question } ({ $unit })
checkin-time-unclear = Bitte eine Uhrzeit senden, zum Beispiel 22:30.
checkin-which-time = Welche Uhrzeit ist gemeint?
checkin-of = { $title }: { $question }
checkin-insight = { $formality ->
        [du] Was ist dir aufgefallen, auch Kleines?
       *[sie] Was ist Ihnen aufgefallen, auch Kleines?
    }
checkin-replay = { $formality ->
        [du] Soll ich dir künftig zeigen, was dir beim letzten Mal aufgefallen ist?
       *[sie] Soll ich Ihnen künftig zeigen, was Ihnen beim letzten Mal aufgefallen ist?
    }
checkin-replay-yes = Ja, zeigen
checkin-replay-no = Nein, nicht zeigen
checkin-saved = Im eigenen Wortlaut für die nächste Sitzung gespeichert.
checkin-noted = Gespeichert für die nächste Sitzung. Danke.
checkin-help = /help ist immer da.
checkin-count = Das sind bisher { $count } Übungsmomente.
checkin-enough = Das genügt für heute. Was gesagt ist, bleibt aufgehoben.
