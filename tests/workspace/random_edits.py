"""Edits of C that a person could make by mistake."""

from __future__ import annotations

import random
import re


def mutated(text: str, random_: random.Random) -> str:
    """The text with one word, sign or line changed, doubled, dropped or put elsewhere."""
    lines = text.split("\n")
    match random_.randrange(5):
        case 0:
            del lines[random_.randrange(len(lines))]
        case 1:
            lines.insert(random_.randrange(len(lines)), random_.choice(lines))
        case 2:
            a, b = random_.randrange(len(lines)), random_.randrange(len(lines))
            lines[a], lines[b] = lines[b], lines[a]
        case 3:
            words = list(re.finditer(r"\w+|[^\w\s]", text))
            one, other = random_.choice(words), random_.choice(words)
            return text[: one.start()] + other.group() + text[one.end() :]
        case _:
            at = random_.randrange(len(text))
            return text[:at] + random_.choice(["", " ", "x", "(", "}", "0", "/*", "//@ "]) + text[at + 1 :]
    return "\n".join(lines)
