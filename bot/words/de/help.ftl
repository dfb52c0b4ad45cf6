# Hilfe, für alle und in jedem Zustand.
help-card = { $parts }
help-emergency = { $formality ->
        [du] Wenn du selbst gerade in Gefahr bist oder jemand anderes, ruf bitte { $number } an.
       *[sie] Wenn Sie selbst gerade in Gefahr sind oder jemand anderes, rufen Sie bitte { $number } an.
    }
help-line = { $name }: { $number } ({ $hours })
help-always = rund um die Uhr
help-what = Ich bin ein Programm, kein Mensch. Niemand liest live mit, deshalb kann ich in einem Notfall nicht helfen. Ich bringe die vereinbarten Übungen, erinnere daran und gebe weiter, wie es lief. Das Gespräch mit der Fachkraft ersetze ich nicht.
help-stranger = { $formality ->
        [du] Zum Mitmachen sende bitte den erhaltenen Code.
       *[sie] Zum Mitmachen senden Sie bitte den erhaltenen Code.
    }
help-not-taking-part = { $formality ->
        [du] Du nimmst gerade nicht teil, deshalb schicke ich nichts. /start zeigt, wie es weitergehen kann. Hilfe bleibt erreichbar.
       *[sie] Sie nehmen gerade nicht teil, deshalb schicke ich nichts. /start zeigt, wie es weitergehen kann. Hilfe bleibt erreichbar.
    }
help-commands =
    /current – was vereinbart ist, mit allen Schritten
    /practise – berichten, was geübt wurde
    /note – etwas für die Sitzung aufheben
    /pause – alles ruhen lassen
    /resume – die Pause beenden
    /quiet – ruhige Stunden
    /language – Sprache und Anrede
    /timezone – Zeitzone
    /channel – über welchen Messenger ich schreibe
    /leave – nicht mehr teilnehmen
    /help – diese Seite
