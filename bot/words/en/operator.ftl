# To whoever runs the server. Nothing here may name a person or quote anybody.
operator-trouble = Between needs you to look at something. Run <b>between doctor</b> on the server; it says what to do.
    { $kinds }
operator-well = Between is in order again. { $waiting ->
    [0] Nothing is set aside.
    [one] { $waiting } thing is still set aside: <b>between doctor</b>.
   *[other] { $waiting } things are still set aside: <b>between doctor</b>.
 }
operator-kind-scheduler_late = What has come due is handed on late.
operator-kind-poller_silent = No answer when asking for new messages.
operator-kind-channel_failing = Messages cannot be sent.
operator-kind-database_failing = The database does not work. Nothing is lost, and nothing goes on until it works again.
operator-kind-update_parked = Messages that could not be answered: { $count }
operator-kind-message_given_up = Messages that were refused for good: { $count }
operator-kind-due_parked = Due rows, set aside after five attempts: { $count }
operator-kind-receipt_untold = Sent messages whose receipt could not be noted: { $count }
operator-kind-outbox_seal_broken = Messages that no key opens: { $count }
operator-kind-plan_failed = Plans whose next moments could not be set: { $count }
operator-kind-therapist_unreachable = Therapists who cannot be reached: { $count }
operator-kind-therapist_unproven = Therapists with a new safety number on Signal, who get nothing until they send a new code (<b>between invite-therapist --again</b>): { $count }
operator-kind-clock_set_back = The clock was ahead, and was set back. What was ended before its time is planned anew; please see that the clock is synchronised.
operator-kind-backup_failed = Back-ups that did not succeed: { $count }
operator-kind-paid_cap_reached = Days on which all messages were used up that may be paid for; other reminders came late: { $count }
operator-kind-signal_captcha = Signal sends nothing until somebody has solved a captcha: <b>between signal-challenge</b>.
operator-kind-signal_cli_old = signal-cli is older than three months, or than 0.14.6, and Signal may refuse it any day: install its newest release.
operator-kind-channel_refused = Messengers that do not let the bot in (is its token still valid?); the other one goes on: { $count }
operator-kind-other = Other alerts: { $count }
