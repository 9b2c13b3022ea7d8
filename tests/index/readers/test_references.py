"""Reference lists: where they begin, and what their entries are."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.references import entries, is_reference_heading, latest_year, list_length, unheaded_list

ENTRIES = (
    "Ada Lovelace and Charles Babbage. 1843. Notes on the analytical engine. Scientific Memoirs, pages 666–731.",
    "Grace Hopper. 1952. The education of a computer. In Proceedings of the ACM National Meeting.",
    "Alan Turing, Maria van der Berg, and José Núñez. 1950. Computing machinery and intelligence. Mind, 59:433–460.",
)


@pytest.mark.parametrize(
    "name",
    [
        "References",
        "REFERENCES AND NOTES",
        "Bibliography:",
        "Literature Cited",
        "Works Cited",
        "7 References",
        "VII. REFERENCES",
        "R EFERENCES",
        "## References",
        "Literaturverzeichnis",
        "Références bibliographiques",
        "Referencias bibliográficas",
        "Referências",
    ],
)
def test_the_heading_of_a_reference_list_is_known(name: str) -> None:
    assert is_reference_heading(name)


@pytest.mark.parametrize("name", ["References to the World", "Related Work", "", "Cross-References in Text", "7"])
def test_other_headings_open_no_reference_list(name: str) -> None:
    assert not is_reference_heading(name)


@pytest.mark.parametrize("mark", ["[{}] ", "{}. ", "({}) ", "{} ", "[ {} ] ", "{}) ", "\t {}.\t "])
def test_numbered_entries_lose_their_numbers(mark: str) -> None:
    text = "\n".join(mark.format(i) + entry for i, entry in enumerate(ENTRIES, 1))
    assert entries(text) == ENTRIES


@pytest.mark.parametrize("between", ["\n\n", "\n\n\n"], ids=["an empty line", "two"])
def test_entries_are_parted_by_empty_lines(between: str) -> None:
    assert entries(between.join(entry.replace(". ", ".\n") for entry in ENTRIES)) == ENTRIES


@pytest.mark.parametrize("mark", ["- ", "* ", "• ", "[Lov43] ", "[Hopper, 1952] "])
def test_entries_with_bullets_or_labels_lose_them(mark: str) -> None:
    assert entries("\n".join(mark + entry for entry in ENTRIES)) == ENTRIES


def test_hanging_indents_part_entries() -> None:
    assert entries("\n".join(entry.replace(". ", ".\n    ") for entry in ENTRIES)) == ENTRIES


@pytest.mark.parametrize("width", [30, 45, 70])
def test_entries_by_author_and_year_begin_with_their_authors(width: int) -> None:
    assert entries("\n".join(line for entry in ENTRIES for line in _wrapped(entry, width))) == ENTRIES


@pytest.mark.parametrize(
    "listed",
    [
        ("Cao, Y.; and Wan, X. 2020. DivGAN. In Findings of EMNLP.", "Chen, M.; and Tang, Q. 2019. Controllable."),
        ("Smith, J., Jones, K., 2020. A title. Journal 5, 1–9.", "Zhao, S., 2008. Another title. Journal 6, 2–3."),
        ("M. Tan and Q. Le, “Efficient,” in Proc. CVPR, 2020, pp. 1–9.", "A. Vaswani et al., “Attention,” 2017."),
        ("Duarte CM, Wadley LM. 2003. RNA. Nucleic Acids Res 31: 47.", "Chang K, Tinoco I. 1994. Kissing. Proc 91: 8."),
        ("Garlan, D. (2010). Architecture. ACM Press.", "Garlan, D., & Shaw, M. (1993). An introduction. World."),
    ],
    ids=["AAAI", "Harvard", "IEEE", "CSE", "APA"],
)
def test_authors_are_known_in_many_styles(listed: tuple[str, ...]) -> None:
    assert entries("\n".join(listed)) == listed


def test_a_line_that_begins_with_a_publisher_or_a_venue_opens_no_entry() -> None:
    text = "Ada Lovelace. 1843. Notes on the engine.\nSpringer, Berlin. 2nd edition, 1850.\nIn Memoirs. 1851."
    assert len(entries(text)) == 1


def test_a_year_in_the_middle_of_a_numbered_list_is_no_number() -> None:
    text = "1. Lovelace. Notes.\n2020. More of the notes.\n2. Hopper. Education, pp. 10-\n12. The end."
    assert entries(text) == ("Lovelace. Notes. 2020. More of the notes.", "Hopper. Education, pp. 10- 12. The end.")


def test_a_number_lost_in_extraction_does_not_swallow_the_rest() -> None:
    text = "[1] First entry, 2001.\n[2] Second entry, 2002.\n[4] Fourth entry, 2004.\n[5] Fifth entry, 2005."
    assert len(entries(text)) == 4


def test_an_entry_that_begins_within_a_line_is_one() -> None:
    text = "[1] Yubo Chen. Events,\n2015. [2] Thien Nguyen. Extraction, 2016.\n[3] Kipf. Graphs [1, 2], 2017."
    assert len(entries(text)) == 3


def test_words_broken_at_line_ends_are_whole() -> None:
    (entry,) = entries("[1] Ada Love￾lace. Anno-\ntations on ﬁne engines. 1843.")
    assert entry == "Ada Lovelace. Annotations on fine engines. 1843."


def test_a_compound_seen_elsewhere_keeps_its_hyphen_at_a_line_end() -> None:
    found = entries("[1] A large-scale study of things, 2001.\n[2] Another large-\nscale study, 2002.")
    assert found[1] == "Another large-scale study, 2002."


@pytest.mark.parametrize("text", ["", "\n \n", "12", "[1]"])
def test_nothing_in_it_is_no_entry(text: str) -> None:
    assert entries(text) == ()


@given(
    st.lists(st.text(alphabet="abcdefgh ", min_size=12).filter(lambda t: len(t.strip()) > 9), min_size=2, max_size=9)
)
def test_any_numbered_list_gives_back_its_entries(texts: list[str]) -> None:
    text = "\n".join(f"[{i}] {words}" for i, words in enumerate(texts, 1))
    assert entries(text) == tuple(" ".join(words.split()) for words in texts)


@given(st.text(max_size=400))
def test_no_text_is_too_odd(text: str) -> None:
    assert all("\n" not in entry and 0 < len(entry) <= 2000 for entry in entries(text))


NASTY = {
    "brackets": "[" * 60_000,
    "numbers": "1. \n" * 60_000,
    "names": "Ab, C.\n" * 40_000,
    "capitals": "A " * 60_000,
    "accents": "´ " * 60_000,
    "years": "Al Bo. 2020. \n" * 20_000,
    "one long line of names": "Ada Lovelace, " * 30_000 + "2020.",
    "dots": ". [1] " * 40_000,
    "blank lines": "Ada Lovelace. 2020\n\n" * 20_000,
}


@pytest.mark.parametrize("kind", NASTY)
def test_nasty_lists_are_read_at_once(kind: str) -> None:
    begun = time.process_time()
    entries(NASTY[kind])
    is_reference_heading(NASTY[kind])
    assert time.process_time() - begun < 50  # of seconds; it takes a few tenths, a pattern that backtracks hours


def test_a_list_without_a_heading_is_found_by_its_first_numbers() -> None:
    prose = ["As shown before [1] and", "[1] shows it too, and [2] does"] * 4
    assert unheaded_list([*prose, "[1] A. One.", "goes on. [2] B. Two.", "[3] C. Three."]) == 8
    assert unheaded_list([*prose, "[1] A. One.", "and nothing else."]) is None
    assert unheaded_list([]) is None


def test_the_newest_year_of_a_list_is_not_after_the_given_one() -> None:
    assert latest_year(["A. 1998. B.", "C, 2003, pp. 2010-2012", "D. 2031."], until=2005) == 2003
    assert latest_year(["no year at all"], until=2005) is None


def _wrapped(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def test_a_list_ends_where_no_line_has_a_sign_of_an_entry() -> None:
    listed = ["[1] A. One, Drift, 2001.", "[2] B. Two, Decay,", "Halden Press, pp. 3-9."]
    code = ["burst = proc event do", "lowPass :: Signal Double", "n <- noise"] * 6
    assert list_length([*listed, *code]) == 3
    assert list_length(listed) == 3
    assert list_length([]) == 0


def test_numbers_of_a_manuscript_s_lines_do_not_end_a_list() -> None:
    entries = [f"[{n}] A. Moss, Drift of part {n}, Halden Press, 2001." for n in range(1, 9)]
    assert list_length([*entries[:4], *map(str, range(300, 340)), *entries[4:]]) == 48
