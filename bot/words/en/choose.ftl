# Choices where a phone has no buttons.
choose-one = Reply with 1.
choose-two = Reply with a number, or react: 👍 for 1, 👎 for 2.
choose-number = Reply with a number.
choose-many = Reply with all numbers that fit, for example 1 3.
choose-scale = Reply with a number from { $low } to { $high }.
choose-words = You can also write: { $words }.
choose-which = Several questions are open. Which one do you mean?
choose-this = Something else has come up since. Is this what you mean?
choose-this-still = That question has waited for a while. Is this what you mean?
choose-one-of = { $title } → { $label }
choose-one-of-at = { $at }: { $title } → { $label }
choose-none-open = No question is waiting for a number at the moment. If you mean an earlier one, please reply directly to that message. /help shows what else I can do.
choose-not-among = That is not among the answers to “{ $title }”. Please choose one of those above.
choose-words-please = I can't place that number here. Please choose one of the answers, or use your own words; if it was meant for another message, please reply directly to that one.
choose-too-early = “{ $number }” came before my next question had reached you, so I did not take it as an answer. To change your last answer, edit that message, or reply once more directly to my question before it.
choose-edit-unclear = I see the change, but I don't find it among the answers to “{ $title }”. Your answer there stays as it was.
