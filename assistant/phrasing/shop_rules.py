"""What is said of a shop's own rules: products left out for age or withheld, and paid places."""

from __future__ import annotations


def left_out_for_age(count: int, minimum_age: int, language: str) -> str:
    """E.g. "3 more match, but they are only for shoppers of 18 or over."."""
    if language == "zh":
        return f"另有{count}款符合，但只向年满{minimum_age}岁的顾客展示。"
    verb = "matches, but it is" if count == 1 else "match, but they are"
    return f"{count} more {verb} only for shoppers of {minimum_age} or over."


def says_age(minimum_age: int, language: str) -> str:
    """What a shopper of that age may say, as a button offers it."""
    return f"我已满{minimum_age}岁" if language == "zh" else f"I am {minimum_age} or over"


def age_noted(age: int, language: str) -> str:
    """Thanks for an age that was told while nothing was looked for."""
    if language == "zh":
        return f"好的，本店会按年满{age}岁为您展示商品。您想找点什么？"
    return f"Thanks. I'll show what this shop offers at an age of {age}. What are you looking for?"


def not_offered(language: str) -> str:
    """Of a product that the shop withholds from this shopper."""
    if language == "zh":
        return "这件商品目前不能向您展示或出售。我可以帮您找别的。"
    return "That product can't be shown or sold to you here at the moment. I can look for another one."


def paid_places(titles: list[str], language: str) -> str:
    """E.g. "Sponsored: "Oak Desk" paid for a better place."."""
    if language == "zh":
        return f"广告：{'、'.join(f'“{title}”' for title in titles)}的位置含付费推广。"
    listed = " and ".join(f"“{title}”" for title in titles)
    return f"Sponsored: the place of {listed} is paid for."
