# The morning of a session. What comes unasked is neutral.
session-day-hello = A quiet hello, as agreed.
session-day-open = Open
session-day-question = Your session is today. Anything to add?
session-day-add = Add something
session-day-nothing = Nothing to add
session-day-fine = All right. I wish you a good session.
session-day-over = That session is over or was cancelled. You can still keep something for the next one.
