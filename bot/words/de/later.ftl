# Später: wann ein Moment wiederkommt.
later-when = Wann soll ich mich wieder melden?
later-30 = In 30 Minuten
later-60 = In 1 Stunde
later-evening = Heute Abend, { $at }
later-tomorrow = Morgen, { $at }
later-kept = Gut, ich melde mich um { $at } wieder.
later-kept-day = Gut, ich melde mich wieder am { $at }.
later-answered = Dazu gibt es schon eine Antwort, ich komme deshalb nicht darauf zurück. /current zeigt, was vereinbart ist.
