# Words that belong to no room of their own.
text-only = I can read text only. Please type it. /help is always there.
not-understood = I did not understand that. /help shows what I can do.
nothing-to-cancel = There is nothing under way. /help shows what I can do.
finish-first = This question is still open:
edit-of-nothing = I see the change. What is kept stays as it is, so nothing has changed.
something-went-wrong = Something went wrong on my side. Your message is kept, and whoever looks after the system has been told. Please try again later.
