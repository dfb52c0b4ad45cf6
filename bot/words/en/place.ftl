# Places that can be tapped.
place-home = At home
place-out = Outside
place-work = At work
place-anywhere = Wherever I am
