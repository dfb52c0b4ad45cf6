# Die Befehle beider Menüs, je in wenigen Worten.
menu-current = Was vereinbart ist, mit allen Schritten
menu-note = Etwas für die Sitzung festhalten
menu-practise = Von selbst geübt? Hier berichten
menu-pause = Eine Pause einlegen
menu-language = Sprache und Anrede ändern
menu-timezone = Zeitzone ändern
menu-help = Hilfe, Notrufnummern, Befehle
menu-patients = Patientenliste mit Stand
menu-assign = Eine Übung vorschlagen
menu-invite = Eine Person einladen
menu-library = In den Übungen blättern
menu-find = Eine Übung suchen
menu-session = Nächste Sitzungen eintragen
menu-digest = Zusammenfassung für eine Sitzung
