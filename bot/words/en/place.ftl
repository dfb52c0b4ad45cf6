# Places that can be chosen.
place-home = At home
place-out = Outside
place-work = At work
place-anywhere = Wherever I am

# The same in the middle of a sentence.
place-home-inside = at home
place-out-inside = outside
place-work-inside = at work
place-anywhere-inside = wherever I am
