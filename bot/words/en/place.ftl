# Places that can be chosen.
place-home = At home
place-out = Outside
place-work = At work
place-anywhere = Wherever I am
