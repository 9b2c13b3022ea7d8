"""No text makes a reader's patterns take their time: each is read in time in proportion to its length."""

import time

import pytest

from index.readers import reader_for

N = 60_000
NASTY = {
    "spaces": " " * N + "x",
    "tabs": "\t" * N + "x",
    "blank lines with a space": " \n" * N + "x",
    "a heading of spaces": "# " + " " * N + "x",
    "a heading closed many times": "# x" + " #" * N,
    "hashes": "#" * N,
    "pipes": "|" * N,
    "dashes": "- " * N,
    "rules": "---\n" * N,
    "stars": "* " * N,
    "quotes": "> " * N,
    "numbers": "1. \n" * N,
    "brackets": "[" * N,
    "open brackets, a line each": "[abc\ndef\n" * (N // 8),
    "an underline": "=" * N,
    "a research question of spaces": "RQ1" + " " * N + "x",
    "a long word and a colon": "A" + "b" * N + ":",
    "row ends": "View Paper " * (N // 10),
}
PAGES = {
    "alone": "{}",
    "in a summary": "## Paper Title: T\n\n## Authors: A. B\n\n## Notes\n{}\nend",
    "above a listing": "{}\nTitle | Authors | Year | Actions |\n---|---|---|---|\nA | B | 2020 | View Paper |\n",
    "in a listing": "Title | Authors | Year | Actions |\n---|---|---|---|\nA | {} | 2020 | View Paper |\n",
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("text", NASTY)
@pytest.mark.timeout(60)
def test_nasty_text_is_read_at_once(page: str, text: str) -> None:
    data = PAGES[page].format(NASTY[text]).encode()
    begun = time.process_time()
    for suffix in (".md", ".txt"):
        reader_for(data, suffix).read(data)
    assert time.process_time() - begun < 50
