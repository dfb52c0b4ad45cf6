# The commands of both menus, in a few words each.
menu-current = What is agreed, with all steps
menu-note = Keep something for the session
menu-practise = Practised on your own? Tell me
menu-pause = Take a break
menu-language = Change the language
menu-timezone = Change the time zone
menu-help = Help, emergency numbers, commands
menu-patients = Your patients and where things stand
menu-assign = Propose an exercise
menu-invite = Invite a patient
menu-library = Browse the exercises
menu-find = Find an exercise
menu-session = Set the next sessions
menu-digest = Summary for a session
