# How a schedule is said.
schedule-once = once, { $day }
schedule-daily = daily
schedule-weekdays = on weekdays
schedule-chosen-days = on { $days }
schedule-on-days = { $often } ({ $days })
schedule-every-n-days = { $every ->
    [1] daily
    [2] every other day
   *[other] every { $every } days
}
schedule-times-per-week = { $times ->
    [1] once a week
    [2] twice a week
   *[other] { $times } times a week
}
schedule-monthly = monthly, on day { $day }
schedule-on-event = whenever it comes up
schedule-at = { $pattern } at { $times }
schedule-weeks = { $weeks ->
    [one] { $weeks } week
   *[other] { $weeks } weeks
}
schedule-until = until { $day }
schedule-count = { $count ->
    [one] once in all
   *[other] { $count } times in all
}
