"""Full-text queries: any user text becomes an expression that FTS5 cannot misread."""

from collections.abc import Iterable, Mapping

from index.text.words import ANY_WORD, terms

_MAX_TERMS = 64
"""Terms of one expression: a guess, many more than a question has."""


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
    words = ANY_WORD.findall(text.lower())[:_MAX_TERMS]
    return f'"{" ".join(words)}"' if words else ""
