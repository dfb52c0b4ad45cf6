# Taking back what was said: a message deleted for everyone, a reaction removed.
withdraw-words = Taken back. Those words are no longer kept.
withdraw-choice = Taken back.
withdraw-outcome = Taken back: “{ $outcome }” is no longer noted. Another answer is welcome at any time, and none is fine too.
withdraw-outcome-words = Taken back: “{ $outcome }” is no longer noted. What else you said about it stays for the session; delete that message for everyone, and it is gone too. Another answer is welcome at any time, and none is fine too.
withdraw-later = Taken back. I won't come back to it then; you can still answer.
withdraw-refusal = The reminders still rest. You can start them again with /current.
withdraw-nothing = I see that. I noted nothing from it, so there is nothing to take back.
withdraw-unknown = I see that. As far as I can tell, I noted nothing from it. If some of it is kept all the same, please tell your therapist: they can have it erased.
withdraw-answer = That cannot be taken back by itself. Another answer takes its place at any time, and deleting a message for everyone takes its words back.
withdraw-note = Your notes stay as they are. Delete a note's message for everyone, and the note is gone.
withdraw-plan = That is part of a plan, so it cannot be taken back by itself. /current shows what is agreed, and there you can change it.
withdraw-exercise = That has happened already. /current shows where your exercises stand, and there you can change it.
withdraw-settings = That is set already. /language, /timezone, /quiet, /pause and /channel change it at any time.
withdraw-consent = Your consent holds until you end it. After /leave I no longer write on my own, and your therapist will know; it brings no disadvantage. The way back is a new code from your therapist.
withdraw-therapist = That has happened already. /patients, /session and /assign are where you can change it.
withdraw-erased = What is erased cannot be brought back.
