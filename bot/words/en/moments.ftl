# Planned moments. What is sent unasked says nothing but that a moment is there.
moments-due-1 = Your planned moment is here.
moments-due-2 = A quiet hello, as agreed.
moments-due-3 = It is the time you chose.
moments-several = { $count } planned moments are here. Any order is fine.
moments-several-open = { $count } moments are still open, no pressure. Any order is fine.
moments-catch-up = I was away for a while. A planned moment is still open, if you like.
moments-back = Here I am again, as agreed.
moments-follow-up = Still open, no pressure. Now, later, or not today?
moments-open = Open
moments-open-one = Open { $number }
moments-open-now = Open now
moments-now = Now
moments-later = Later
moments-not-today = Not today
moments-help = Help
moments-so-far = Your answer so far: { $outcome }. Another answer changes it.
