"""Full-text queries: any user text becomes an expression that FTS5 cannot misread."""

import re
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"\w+")
_MAX_TERMS = 64
# Words that say nothing of a topic; a query of nothing else keeps them.
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a about across all also among an and any are as at be been between both but by can could did do does
        during for from had has have how i if in into is it its me more most my no not of on or our other others
        over per should so some such than that the their them then there these they this those to toward towards
        under us using versus via vs was we were what when where which while who whom whose why will with within
        would you your""",
    )
)


def terms(query: str) -> list[str]:
    """The distinct words of a query that say something, lower case, in order; all words where none does."""
    words = list(dict.fromkeys(word.lower() for word in _WORD.findall(query)))
    return [word for word in words if word not in STOP_WORDS] or words


def any_of(query: str) -> str:
    """An FTS5 expression that matches passages with any term of `query`; empty where it has none.

    Each term is quoted, so operators and punctuation in a question stay plain words.
    """
    return any_term(terms(query)[:_MAX_TERMS])


def any_term(words: Iterable[str]) -> str:
    """An FTS5 expression that matches passages with any of the words; empty where there are none."""
    return " OR ".join(f'"{word}"' for word in words)


def affordable(frequencies: Mapping[str, int], budget: int) -> list[str]:
    """The rarest terms, as many as match no more than `budget` passages together, but at least the rarest one.

    `frequencies` has the number of passages each term is in. What every fifth passage holds says little of any one of
    them and costs most: the score of each match is computed.
    """
    chosen: list[str] = []
    matched = 0
    for term, frequency in sorted(frequencies.items(), key=lambda item: (item[1], item[0])):
        matched += frequency
        if chosen and matched > budget:
            break
        if frequency:
            chosen.append(term)
    return chosen


def all_of(query: str) -> str:
    """An FTS5 expression that matches passages with every term of `query`; empty where it has none."""
    return " AND ".join(f'"{term}"' for term in terms(query)[:_MAX_TERMS])


def phrase(text: str) -> str:
    """An FTS5 expression that matches passages with the words of `text` in a row; empty where it has none."""
    found = _WORD.findall(text.lower())[:_MAX_TERMS]
    return f'"{" ".join(found)}"' if found else ""
