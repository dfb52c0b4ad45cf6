# Wie ein Rhythmus gesagt wird.
schedule-once = einmal, { $day }
schedule-daily = täglich
schedule-weekdays = montags bis freitags
schedule-chosen-days = { $days }
schedule-on-days = { $often } ({ $days })
schedule-every-n-days = { $every ->
    [1] täglich
    [2] jeden zweiten Tag
   *[other] alle { $every } Tage
}
schedule-times-per-week = { $times ->
    [1] einmal pro Woche
    [2] zweimal pro Woche
   *[other] { $times }-mal pro Woche
}
schedule-monthly = monatlich, am { $day }.
schedule-on-event = immer wenn es sich ergibt
schedule-at = { $pattern } um { $times }
schedule-weeks = { $weeks ->
    [one] { $weeks } Woche
   *[other] { $weeks } Wochen
}
schedule-until = bis { $day }
schedule-count = { $count ->
    [one] einmal insgesamt
   *[other] { $count }-mal insgesamt
}
