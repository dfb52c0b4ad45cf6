"""The library: by category and difficulty, or by what one types; its pages change in place."""

from __future__ import annotations

from bot.conversation.therapist import exercise_page
from bot.conversation.turn import Turn, button, press, rows
from bot.library.catalogue import Category
from bot.library.schema import Exercise
from bot.library.search import search
from bot.messages import Both, Choice, Rows, Say, Words

_HITS = 8


async def open_library(turn: Turn, rest: str) -> None:
    """Show the categories; with words after the command, search for them."""
    if rest and not turn.heard.data:
        await find(turn, rest)
        return
    shelves = tuple(
        Choice(
            Words("t-library-category", {"title": category_title(turn, each), "count": each.count}),
            press("tlibc", index),
        )
        for index, each in enumerate(categories(turn))
    )
    turn.edit("t-library-categories", choices=rows(*shelves))


async def open_category(turn: Turn, rest: str) -> None:
    """Show a category's exercises, easy ones first; a difficulty after its number shows those only."""
    index, _, level = rest.partition(":")
    category = category_at(turn, index)
    if category is None:
        turn.say_old()
        return
    level = level if level.isdecimal() else ""
    everything = turn.library.in_category(category.key)
    shown = turn.library.in_category(category.key, int(level)) if level else everything
    levels = sorted({exercise.difficulty for exercise in everything})
    filters = [
        Choice(Words("t-library-level", {"level": each}), press("tlibc", index, str(each)))
        for each in levels
        if len(levels) > 1
    ]
    if level:
        filters.append(button("t-library-all-levels", "tlibc", index))
    turn.edit(
        "t-library-exercises",
        choices=(*_pages(shown), tuple(filters), *rows(button("t-library-to-categories", "tlib"))),
        category=category_title(turn, category),
        count=len(shown),
    )


async def open_exercise(turn: Turn, rest: str) -> None:
    """Show one exercise, with its neighbours on the ladder."""
    exercise = turn.library.get(rest)
    if exercise is None:
        turn.say("t-library-gone", id=rest)
        return
    neighbours = [
        Choice(Words(key, {"id": each.id, "title": exercise_page.title(each)}), press("tlibx", each.id))
        for key, each in (
            ("t-library-easier", turn.library.easier(exercise.id)),
            ("t-library-harder", turn.library.harder(exercise.id)),
        )
        if each is not None
    ]
    keys = [category.key for category in categories(turn)]
    page = exercise_page.page(turn.library, exercise, exercise_page.cautions(turn.library, exercise))
    choices = (
        (button("t-library-assign", "tassignx", exercise.id, style="primary"),),
        *rows(*neighbours),
        (button("t-library-to-category", "tlibc", keys.index(exercise.category)),),
    )
    turn.reply(Say(page, choices, edit=turn.pressed))


async def find(turn: Turn, rest: str) -> None:
    """Search titles, targets, categories, tags and ids, in the therapist's language, with slips forgiven."""
    if not rest:
        turn.say("t-library-find-what")
        return
    hits = [hit.exercise for hit in search(turn.library, rest, turn.who.language, _HITS)]
    if not hits:
        turn.say("t-library-nothing", query=rest, choices=rows(button("t-library-to-categories", "tlib")))
    else:
        turn.say("t-library-found", query=rest, count=len(hits), choices=_pages(hits))


def categories(turn: Turn) -> tuple[Category, ...]:
    """List the categories in an order that is the same in every language."""
    return turn.library.categories("en")


def category_at(turn: Turn, index: str) -> Category | None:
    """Return the category that a button names."""
    shelves = categories(turn)
    number = int(index, 36) if index.isalnum() and index.isascii() else len(shelves)
    return shelves[number] if number < len(shelves) else None


def category_title(turn: Turn, category: Category) -> Both:
    """Return a category's title in every language."""
    return Both(
        next(
            pack.categories[category.key].title
            for pack in turn.library.packs
            if category.key in pack.categories
        )
    )


def _pages(exercises: tuple[Exercise, ...] | list[Exercise]) -> Rows:
    return rows(*(Choice(exercise_page.label(each), press("tlibx", each.id)) for each in exercises))


COMMANDS = {"library": open_library, "find": find}
BUTTONS = {"tlib": open_library, "tlibc": open_category, "tlibx": open_exercise}
