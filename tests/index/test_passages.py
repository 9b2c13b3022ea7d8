"""Passages: cut on sentence boundaries, each leading back to the raw text."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from index.readers import markdown
from index.sources import Block, Evidence, Kind, Record, Source
from index.text.normalise import compounds, normalise
from index.text.passages import TARGET_TOKENS, Passage, count_tokens, make_passages

TROUBLE = 'aB1 .!?\n\r\t-•(["”é\u00ad\u200b\ufffe\u0002ﬁﬀ机😀'
ANYTHING = (
    st.text(st.sampled_from(TROUBLE), max_size=120)
    | st.text(max_size=120)
    | st.tuples(st.text(st.sampled_from(TROUBLE), max_size=12), st.integers(1, 120)).map(lambda t: t[0] * t[1])
)


def of(*texts: str, title: str | None = None, evidence: Evidence = Evidence.PAPER) -> Source:
    """A source of these texts, one block each."""
    raw, blocks = "", []
    for text in texts:
        blocks.append(Block(len(raw), len(raw) + len(text), evidence))
        raw += text + "\n\n"
    return Source(Kind.PAPER, {0: raw}, tuple(blocks), (Record(title=title),))


def prose(sentences: int) -> str:
    return " ".join(
        f"Sentence number {i} tells of pipelines, models and drift in production." for i in range(sentences)
    )


@given(ANYTHING, ANYTHING)
@example("機" * 900, "")
@example("1ﬀ" * 101, "")
@example("state-of-\nthe-art. " * 90, "A state-of-the-art method")
def test_every_sentence_is_its_raw_span_normalised(one: str, other: str) -> None:
    source = of(one, other)
    keep = compounds(source.texts[0])
    for passage in make_passages(source, "a.md"):
        assert passage.sentences
        for sentence in passage.sentences:
            assert passage.start <= sentence.start < sentence.end <= passage.end
            assert normalise(source.texts[0][sentence.start : sentence.end], keep).text == sentence.text
            assert sentence.text in passage.text


@given(ANYTHING)
@example("word " * 3000)
@example("w" * 5000)
def test_no_character_of_a_block_is_lost(text: str) -> None:
    passages = make_passages(of(text), "a.md")
    covered = {i for p in passages for s in p.sentences for i in range(s.start, s.end)}
    seen = set(normalise(text).offsets)
    solid = {offset for offset in seen if normalise(text[offset]).text != ""}
    assert solid <= covered


@given(ANYTHING, ANYTHING)
def test_identifiers_are_unique_and_stable(one: str, other: str) -> None:
    source = of(one, other, one)
    passages = make_passages(source, "a.md")
    assert len({p.id for p in passages}) == len(passages)
    assert make_passages(source, "a.md") == passages


def test_passages_are_of_about_the_target_size_and_overlap_by_a_sentence() -> None:
    passages = make_passages(of(prose(80)), "a.md")
    sizes = [count_tokens(p.text) for p in passages]
    assert len(passages) > 4
    assert all(TARGET_TOKENS * 0.8 < size < TARGET_TOKENS * 1.1 for size in sizes[:-1])
    for before, after in pairwise(passages):
        assert before.sentences[-1] == after.sentences[0]
        assert before.sentences[0].start < after.sentences[0].start


def test_a_sentence_longer_than_a_passage_is_cut_between_words() -> None:
    raw = "pipeline " * 900
    passages = make_passages(of(raw), "a.md")
    assert len(passages) > 3
    assert all(set(p.text.split()) == {"pipeline"} for p in passages)
    assert sum(len(p.text.split()) for p in passages) == 900
    assert all(count_tokens(p.text) <= TARGET_TOKENS * 1.2 for p in passages)


def test_text_without_spaces_is_cut_all_the_same() -> None:
    passages = make_passages(of("机器学习运维" * 200), "a.md")
    assert len(passages) > 3
    assert all(count_tokens(p.text) <= TARGET_TOKENS * 1.5 for p in passages)
    assert "".join(p.text for p in passages) == "机器学习运维" * 200


def test_blocks_share_a_passage_one_a_line() -> None:
    (passage,) = make_passages(of("Cost of labels.", "Drift. Skew.", title="A Title"), "a.md")
    assert passage.text == "Cost of labels.\nDrift. Skew."
    assert (passage.start, passage.end) == (0, 29)
    assert passage.header == "A Title"
    assert passage.embedded_text == "A Title\nCost of labels.\nDrift. Skew."


def test_a_passage_stays_within_one_page_section_work_and_kind_of_evidence() -> None:
    places = [
        Block(0, 4, Evidence.PAPER, 1, "A"),
        Block(5, 9, Evidence.PAPER, 1, "B"),
        Block(0, 4, Evidence.PAPER, 2, "B"),
        Block(5, 9, Evidence.ABSTRACT, 2, "B"),
        Block(10, 14, Evidence.ABSTRACT, 2, "B", record=1),
    ]
    source = Source(Kind.PAPER, {1: "One. Two.", 2: "Thr. Fou. Fiv."}, tuple(places), (Record(), Record(title="T")))
    passages = make_passages(source, "a.pdf")
    assert [p.text for p in passages] == ["One.", "Two.", "Thr.", "Fou.", "Fiv."]
    assert [p.header for p in passages] == ["A", "B", "B", "B", "T — B"]
    assert [(p.page, p.section, p.evidence, p.record) for p in passages] == [
        (b.page, b.section, b.evidence, b.record) for b in places
    ]


def test_each_title_is_a_passage_of_its_own_and_has_no_header() -> None:
    passages = make_passages(of("One title", "Another title", title="One title", evidence=Evidence.TITLE), "a.txt")
    assert [(p.text, p.header) for p in passages] == [("One title", ""), ("Another title", "")]


def test_identifiers_depend_on_path_place_and_text_but_vectors_on_text_alone() -> None:
    def only(text: str, path: str) -> Passage:
        (passage,) = make_passages(of(text), path)
        return passage

    first, moved, edited = only("Drift.", "a.md"), only("Drift.", "b.md"), only("Skew.", "a.md")
    assert len({first.id, moved.id, edited.id}) == 3
    assert first.text_hash == moved.text_hash != edited.text_hash


def test_a_block_of_nothing_visible_makes_no_passage() -> None:
    assert make_passages(of(" \n ", "\u00ad\u200b"), "a.md") == []


def test_the_quote_of_a_hyphenated_compound_is_found_in_the_raw_text() -> None:
    source = markdown.read(b"# T\n\nThe training-serving skew.\n\n## S\n\nIt is a training-\nserving skew indeed.\n")
    passage = make_passages(source, "a.md")[-1]
    assert passage.text == "It is a training-serving skew indeed."
    assert source.texts[0][passage.start : passage.end] == "It is a training-\nserving skew indeed."
