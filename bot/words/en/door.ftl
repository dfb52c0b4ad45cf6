# Before anybody is inside: how to enter a code, and nothing else.
door-hello = Hello. Please send the code you received.
door-hello-again = You are not taking part at the moment. If you received a new code, please send it. /help shows where help is, at any hour.
door-wait = That was several tries in a row. To be safe, I take no code before { $until }, not even the right one. /help works at any time.
door-unknown = I don't know that code. Please check it character by character, or ask your practice for a new one.
door-run-out = That code no longer works: each one works once and for a limited time. Please ask your practice for a new one.
door-known = This chat is connected already; you don't need a code here. /help shows what I can do.
door-not-for-this-chat = That code is valid, but not for this chat, which is connected under another one already. Nothing has changed, and the code still works. Please tell your practice: once what is connected here has been ended there, the code works in this chat too.
t-door-not-for-this-chat = That code is valid, but not for this chat, which belongs to { $code }. Nothing has changed, and the code still works for whom it was made, in a chat where nobody is connected yet. If a chat of yours goes to the wrong one, please ask whoever runs the bot: between invite-therapist --again makes a code for a therapist who is known already.
door-prove = Hello. This chat has a new safety number, usually because of a new phone or a fresh installation, so I can't be sure who is writing. Please send the new code that you were given in person. Until then I keep everything back. /help shows where help is, at any hour.
door-proven = Thank you. We go on where we were. Anything that was waiting for you comes now.
door-expire = What is written here vanishes from the phone after a while.
door-trust = A code that is sent here can be read again.
