# A therapist comes in.
t-welcome =
    Hello. I look after exercises between your sessions.

    • I bring the exercise that you propose to the patient's phone, at the time they choose, and remind them gently.
    • I ask how it went and what was hard, and keep the answers in their own words.
    • Before the next session I give you a summary.

    I am a program. I decide nothing, and I watch over nobody: I cannot help in an emergency.

    First step: /invite makes a code for a patient. Please use codes only, never names.
t-welcome-menu = Your commands are in the menu.
t-welcome-other-language = Weiter auf Deutsch
t-welcome-language = Which language shall I use?
t-welcome-language-en = English
t-welcome-language-de = Deutsch (Sie)
t-welcome-language-de-du = Deutsch (du)
t-welcome-language-set = From now on I write in English.
t-zone-confirm =
    In { $new } it is { $time } now. Shall I go by that clock?

    Sessions keep their time of day: what was set for 10:00 is at 10:00 in { $new }, no longer in { $old }. Summaries follow them.
t-zone-moved = Done. Sessions ahead and their summaries now follow the clock of { $city }.
t-help-commands =
    /invite invites a patient · /invite P-1 makes a new code
    /patients shows all your patients
    /assign P-1 BA-02 proposes an exercise, also in one line:
    /assign P-1 BA-02 daily 18:00 2w at "kitchen table"
    /end P-1 BA-02 ends an exercise
    /erase P-1 erases all that is kept of somebody who has left
    /library browses, /find worry 2 searches the exercises
    /session P-1 2026-03-12 10:00 weekly sets sessions
    /digest P-1 shows the summary
    /lead sets when summaries come
    /language changes the language
    /timezone changes the clock of your sessions, /quiet the hours without messages
    /cancel stops what is under way
