"""Full-text queries: no text of a user's can upset FTS5."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.store.fulltext import all_of, any_of
from index.text.words import terms

OPERATORS = st.lists(
    st.sampled_from(
        ["AND", "OR", "NOT", "NEAR(", ")", '"', "*", "^", ":", "text:", "-", "+", "{", "}", "drift", "'", ";"]
    )
).map(" ".join)


@pytest.fixture(scope="module")
def table() -> Iterator[sqlite3.Connection]:
    """One passage in a table as the catalogue has it."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE VIRTUAL TABLE t USING fts5 (header, text, tokenize='porter unicode61')")
        db.execute("INSERT INTO t VALUES ('Monitoring', 'Drift of models in production, and training-serving skew.')")
        yield db


def found(table: sqlite3.Connection, expression: str) -> int:
    return len(table.execute("SELECT rowid FROM t WHERE t MATCH ?", [expression]).fetchall())


@given(st.text(st.characters(), max_size=60) | OPERATORS)
@example("\ud800 lone surrogate")
@example("nul\x00byte")
@example("_ __ ˆ ª ² ﬁ")
@example('drift" OR text:* NOT (')
@example("word " * 5000)
def test_no_text_upsets_fts5(table: sqlite3.Connection, text: str) -> None:
    for expression in (any_of(text), all_of(text)):
        if expression:
            found(table, expression)


@pytest.mark.parametrize("text", ["", " \n", "?!… — “”", "* ^ : ( )"])
def test_text_without_a_word_gives_no_expression(text: str) -> None:
    assert any_of(text) == all_of(text) == ""


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Which papers discuss training-serving skew?", ["papers", "discuss", "training", "serving", "skew"]),
        ("drift DRIFT Drift", ["drift"]),
        ("what is it", ["what", "is", "it"]),
        ("機器學習 и данные", ["機器學習", "и", "данные"]),
    ],
)
def test_terms_are_the_words_that_say_something(query: str, words: list[str]) -> None:
    assert terms(query) == words


@pytest.mark.parametrize(
    ("query", "any_found", "all_found"),
    [
        ("drifting model", True, True),  # Porter stemming
        ("drift of costs", True, False),
        ("monitoring", True, True),  # the header counts
        ("cost", False, False),
        ('drift" OR "cost', True, False),
        ("NOT drift", True, True),  # an operator is a plain word, and "not" says nothing of a topic
        ("text:drift", True, False),  # "text" is no column here
        ("dri*", False, False),
    ],
)
def test_operators_in_a_question_are_plain_words(
    table: sqlite3.Connection, query: str, any_found: bool, all_found: bool
) -> None:
    assert bool(found(table, any_of(query))) is any_found
    assert bool(found(table, all_of(query))) is all_found


def test_a_long_question_keeps_its_first_terms() -> None:
    expression = any_of(" ".join(f"word{i}" for i in range(1000)))
    assert expression.startswith('"word0" OR "word1"')
    assert expression.count("OR") < 100
