"""Full-text queries: turn any user text into a valid FTS5 expression."""

from collections.abc import Iterable, Mapping

from index.text.words import ANY_WORD, terms

_MAX_TERMS = 64
"""Terms of one expression (a guess, many more than a question has)."""


def any_of(query: str) -> str:
    """An FTS5 expression that matches passages with any term of `query`; empty if it has none.

    Terms are quoted, so that FTS5 reads operators in a question as plain words.
    """
    return any_term(terms(query)[:_MAX_TERMS])


def any_term(words: Iterable[str]) -> str:
    """An FTS5 expression that matches passages with any of the words; empty if there are none."""
    return " OR ".join(f'"{word}"' for word in words)


def affordable(frequencies: Mapping[str, int], budget: int) -> list[str]:
    """The rarest terms that together match at most `budget` passages, but at least one.

    `frequencies` maps each term to its number of passages. A frequent term says little and costs most, since each match
    is scored.
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
    """An FTS5 expression that matches passages with every term of `query`; empty if it has none."""
    return " AND ".join(f'"{term}"' for term in terms(query)[:_MAX_TERMS])


def phrase(text: str) -> str:
    """An FTS5 expression that matches passages with the words of `text` in a row; empty if it has none."""
    words = ANY_WORD.findall(text.lower())[:_MAX_TERMS]
    return f'"{" ".join(words)}"' if words else ""
