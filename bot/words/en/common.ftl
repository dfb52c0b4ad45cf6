# Words that belong to no room of their own.
text-only = I can read text only. Please type it. /help is always there.
not-understood = I did not understand that. /help shows what I can do.
nothing-to-cancel = There is nothing under way. /help shows what I can do.
finish-first = Let us finish this first.
edit-of-nothing = I see that you edited a message, but nothing was kept from it, so nothing has changed.
something-went-wrong = Something went wrong on my side. Your message is kept, and the practice's technician is told. Please try again later.
