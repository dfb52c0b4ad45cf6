# Help, for everybody in every state.
help-card = { $parts }
help-emergency = If you or somebody else is in danger right now, please call { $number }.
help-line = { $name }: { $number } ({ $hours })
help-always = day and night
help-what = I'm a program, not a person. Nobody reads along live, so I can't help in an emergency. I bring the exercises that were agreed, remind you of them, and pass on how it went. I don't replace talking with a therapist.
help-stranger = To take part, please send the code you received.
help-not-taking-part = You are not taking part at the moment, so I send nothing. /start shows how you can go on. Help stays available.
help-commands =
    /current – what is agreed, with all steps
    /practise – tell me what you practised
    /note – keep something for the session
    /pause – let everything rest
    /resume – end the pause
    /quiet – quiet hours
    /language – language
    /timezone – time zone
    /channel – which messenger I write on
    /leave – stop taking part
    /help – this page
