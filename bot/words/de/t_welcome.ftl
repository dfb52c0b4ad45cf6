# Eine Fachkraft kommt herein.
t-welcome =
    { $formality ->
        [du] Hallo
       *[sie] Guten Tag
    }. Ich begleite Übungen zwischen den Sitzungen.

    • Ich bringe die vorgeschlagene Übung auf das Telefon der Person, zu der Zeit, die sie selbst wählt, und erinnere behutsam.
    • Ich frage, wie es lief und was schwer war, und bewahre die Antworten im eigenen Wortlaut auf.
    • Vor der nächsten Sitzung kommt von mir eine Zusammenfassung.

    Ich bin ein Programm. Ich entscheide nichts und wache über niemanden: In einem Notfall kann ich nicht helfen.

    Erster Schritt: /invite erzeugt einen Code für eine Person. Bitte nur Codes verwenden, nie Namen.
t-welcome-menu = Die Befehle stehen im Menü.
t-welcome-other-language = Continue in English
t-welcome-language = In welcher Sprache soll ich schreiben?
t-welcome-language-en = English
t-welcome-language-de = Deutsch (Sie)
t-welcome-language-de-du = Deutsch (du)
t-welcome-language-set =
    Ab jetzt schreibe ich Deutsch und sage { $formality ->
        [du] du
       *[sie] Sie
    }.
t-zone-confirm =
    In { $new } ist es jetzt { $time }. Soll ich mich nach dieser Uhr richten?

    Sitzungen behalten ihre Uhrzeit: Was für 10:00 eingetragen war, ist um 10:00 in { $new }, nicht mehr in { $old }. Die Zusammenfassungen folgen ihnen.
t-zone-moved = Gut. Kommende Sitzungen und ihre Zusammenfassungen gelten jetzt nach der Uhr von { $city }.
t-help-commands =
    /invite lädt eine Person ein · /invite P-1 erzeugt einen neuen Code
    /patients zeigt alle Personen mit Stand
    /assign P-1 BA-02 schlägt eine Übung vor, auch in einer Zeile:
    /assign P-1 BA-02 täglich 18:00 2w ort "Küchentisch"
    /end P-1 BA-02 beendet eine Übung
    /erase P-1 löscht alles über jemanden, der aufgehört hat
    /library zum Blättern, /find Sorgen 2 zum Suchen
    /session P-1 2026-03-12 10:00 wöchentlich trägt Sitzungen ein
    /digest P-1 zeigt die Zusammenfassung
    /lead stellt ein, wann Zusammenfassungen kommen
    /language ändert Sprache und Anrede
    /timezone ändert die Uhr der Sitzungen, /quiet die Stunden ohne Nachrichten
    /cancel bricht ab, was gerade läuft
