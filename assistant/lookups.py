"""Find the sentences that answer a question, and decide whether any does."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from rapidfuzz import fuzz

from assistant.evidence import Quote, introduction, is_long_enough, log_odds, may_be_quoted
from assistant.logistic import Fitted, load
from assistant.nowhere import has_phrase, with_phrase
from assistant.questions.asking import says_something
from assistant.sweeping.topics import Glossary, Topic, make_topic, named_by, standard_glossary, topic_of
from index.entries import FoundPassage
from index.search import Hit, Search
from index.sources import Evidence
from index.store.fulltext import all_of
from index.text.passages import Sentence, embedded_text
from index.text.words import STOP_WORDS, is_english_script, stem, terms, unspaced_words, words
from index.works.filters import Filter

# The model that decides whether the corpus answers a question; `tests/benchmarks/answering.py` fits it.
FILE_NAME = "answerable.toml"


@lru_cache(maxsize=1)
def _fitted() -> Fitted:
    return load("assistant", FILE_NAME)


_NAMED = 0.15
"""Least score of a sentence that names a bare topic, as the cross-encoder scores single words low. A guess."""
_PASSAGES, _READ = 16, 64
"""Passages looked at, of which the first are read up to this many sentences: those of notes have few. Guesses."""
_SENTENCES, _SENTENCES_ACROSS, _A_WORK = 5, 12, 2
"""Quotes of an answer; of an answer across works; and in that of each work. Guesses."""
_BELOW, _BELOW_ACROSS = 2.0, 4.0
"""Log-odds by which a further quote may score below the best: at 2 as many sentences that answer are shown as at 4, and
fewer others (measured on `tests/benchmarks/short`); in an answer across works, a guess."""

_SAME = 90.0
"""Similarity (0..100) from which two sentences say the same: a note copies "However, trees ..." as "Trees ..."."""
_AS_LONG = 0.75
"""Share of a sentence's length that another has which says the same with a few words less. A guess."""

_NEAR = 0.05
"""Probability of an answer from which a language model is asked whether the passages have one. A guess."""

# "What is drift", "is it common?": a question, not a bare topic
_ASKS = re.compile(
    r"[?]|^\s*(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|should|will|has|have)\b",
    re.IGNORECASE,
)
# "What is a digital twin?", "what is CI/CD?"; not "what is the role of fog?"
_WHAT_IS = re.compile(r"\s*what\s+is\s+(?:an?\s+)?(?P<phrase>[\w/-]+(?:\s+[\w/-]+){0,2})\s*[?.]*\s*", re.IGNORECASE)
_FEW_WORDS = 3
"""Content words of a bare topic: a sentence that names it answers the question. A guess."""

_RANK = {evidence: i for i, evidence in enumerate(Evidence)}


@dataclass(frozen=True, slots=True)
class QuotesFound:
    """The sentences that answer, best first, grouped by work (none: abstain), and the nearest ones.

    `useful` are the passages with text, the most useful first; none if nothing is near the question.
    """

    quotes: tuple[Quote, ...]
    nearest: tuple[Quote, ...]
    useful: tuple[FoundPassage, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """The evidence for a question: hits, passages with text, and sentences ranked by how well they answer.

    `phrase`: what a question asks that asks what a thing is. What answers names it, in the sentence, heading or title.
    """

    question: str
    hits: tuple[Hit, ...]
    passages: tuple[FoundPassage, ...]
    ranked: tuple[Quote, ...]
    phrase: Topic | None = None

    @property
    def useful(self) -> tuple[FoundPassage, ...]:
        """All passages with text: those of the best sentences, then the others by rank."""
        answering = [quote.passage for quote in self.ranked]
        others = [hit.passage for hit in self.hits if hit.passage.evidence is not Evidence.TITLE]
        return tuple({passage.id: passage for passage in (*answering, *others)}.values())

    def chosen(self, *, across: bool = False) -> list[Quote]:
        """The sentences to quote if the question is answered, best first: those that score nearly as the best."""
        most = (_SENTENCES_ACROSS, _A_WORK) if across else (_SENTENCES, _SENTENCES)
        answering = [q for q in self.ranked if self.phrase is None or _names(self.phrase, q)]
        best = log_odds(answering[0].score) if answering else 0.0
        least = best - (_BELOW_ACROSS if across else _BELOW)
        return _said_once([q for q in answering if log_odds(q.score) >= least], *most)

    def features(self, search: Search) -> dict[str, float]:
        """The features of the fitted model by name; needs at least one sentence.

        The best sentence's log-odds by the cross-encoder, read below its title and heading; the best passage's score by
        late interaction; the share of the question's words, weighted by rarity, that is nowhere in the corpus, and that
        is in the best passage.
        """
        weights = search.word_weights(self.question)
        total = sum(weights.values()) or 1.0
        unseen = sum(weight for word, weight in weights.items() if not search.catalogue.frequency(word))
        return {
            "best sentence": log_odds(self.ranked[0].score),
            "late interaction": max((hit.interaction for hit in self.hits), default=0.0),
            "words unseen": unseen / total,
            "words covered": max((_covered(weights, p.header, p.text) for p in self.passages), default=0.0) / total,
        }


def _names(topic: Topic, quote: Quote) -> bool:
    """True if a sentence, its heading or its title has a name of a topic."""
    return any(named_by(topic, text) for text in (quote.sentence.text, *quote.passage.header.split(" — ")))


def _covered(weights: Mapping[str, float], *texts: str) -> float:
    """The total weight of the words in texts."""
    present = {stem(word.lower()) for word in words(" ".join(texts))}
    return sum(weight for word, weight in weights.items() if stem(word) in present)


def quote(
    search: Search,
    question: str,
    only: Filter = Filter(),
    *,
    across: bool = False,
    phrases: Sequence[str] = (),
    glossary: Glossary | None = None,
) -> QuotesFound:
    """Choose the sentences that answer a question from the passages that `only` admits; none if no passage answers.

    With `across`, look for several works: each is read in the passages nearest to the question. With `phrases`, only
    passages that have them all as written are read.
    """
    reading = read(search, question, only, across=across, phrases=phrases, glossary=glossary)
    likely = _likely(search, reading, only) if reading.ranked and says_something(question) else 0.0
    chosen = reading.chosen(across=across)
    if likely < _fitted().thresholds["answers"] or not chosen:
        nearest = tuple(_said_once(reading.ranked, _SENTENCES, _SENTENCES))
        return QuotesFound((), nearest, reading.useful if likely >= _NEAR else ())
    works = list(dict.fromkeys(q.passage.work for q in chosen))
    in_works = tuple(sorted(chosen, key=lambda q: works.index(q.passage.work)))
    return QuotesFound(in_works, in_works, reading.useful)


def read(
    search: Search,
    question: str,
    only: Filter = Filter(),
    *,
    across: bool = False,
    phrases: Sequence[str] = (),
    glossary: Glossary | None = None,
) -> Looked:
    """Search for passages that answer, with `across` from many works, and rank their sentences."""
    hits = search.hits(question, _PASSAGES * (4 if across else 1), only)
    with_text = [hit.passage for hit in hits if hit.passage.evidence is not Evidence.TITLE]
    if phrases:
        with_text = _with_phrases(search, with_text, phrases, only)
        hits = [hit for hit in hits if hit.passage in with_text]
    nearest = _first_read(_of_each_work(with_text) if across else with_text)
    topic = make_topic(question)
    passages = {passage.rowid: passage for passage in nearest}
    if _is_bare(question, topic):
        passages |= _naming(search, question, only)
    ranked = _ranked(search, question, topic, list(passages.values()), phrases)
    return Looked(
        question,
        tuple(hits),
        tuple(nearest),
        tuple(ranked),
        _phrase_asked(search, question, glossary or standard_glossary()),
    )


def _phrase_asked(search: Search, question: str, glossary: Glossary) -> Topic | None:
    """The several words of which a question asks what they are, with their other names; None for other questions."""
    match = _WHAT_IS.fullmatch(question)
    if match is None or len(terms(match["phrase"])) < 2 or {*words(match["phrase"].lower())} & STOP_WORDS:
        return None
    return topic_of(search.catalogue, match["phrase"], glossary)


def _with_phrases(
    search: Search, nearest: Iterable[FoundPassage], phrases: Sequence[str], only: Filter
) -> list[FoundPassage]:
    """All passages with the phrases, first those that are near the question too."""
    first, *others = phrases
    found = [
        p for p in with_phrase(search.catalogue, first, only) if all(has_phrase(p.text, other) for other in others)
    ]
    near = {passage.rowid: rank for rank, passage in enumerate(nearest)}
    aside = search.catalogue.set_aside(only)
    return sorted((p for p in found if p.rowid not in aside), key=lambda p: near.get(p.rowid, len(near)))


def _likely(search: Search, reading: Looked, only: Filter) -> float:
    """Probability that the best sentence answers: by the model, if its words can be read; certain if it names the bare
    topic or has the quoted phrases, or all words of a question about one work are in that work."""
    if reading.ranked[0].names or _is_of_one_work(search, reading.question, only):
        return 1.0
    if not is_english_script(reading.question) or search.reranker is None or search.interaction is None:
        return _NEAR
    return _fitted().model.probability(reading.features(search))


def _is_of_one_work(search: Search, question: str, only: Filter) -> bool:
    """True if `only` admits one work, and it has all words of the question."""
    if len(only.keys) != 1:
        return False
    weights = search.word_weights(question)
    passages = search.catalogue.passages(search.catalogue.admitted(only) or ())
    covered = _covered(weights, *(passage.text for passage in passages.values()))
    return bool(weights) and covered >= sum(weights.values()) - 1e-6


def _is_bare(question: str, topic: Topic) -> bool:
    """True for a short topic, "model registry"; also for a short question that the models cannot read."""
    short = bool(topic.names) and len(topic.names[0].stems) <= _FEW_WORDS
    return short and (not _ASKS.search(question) or not is_english_script(question))


def _naming(search: Search, question: str, only: Filter) -> dict[int, FoundPassage]:
    """Passages with every word of a short question, which a ranking can miss."""
    admitted = search.catalogue.admitted(only)
    unspaced = unspaced_words(question.lower())
    named = search.catalogue.containing(unspaced) if unspaced else search.catalogue.matches(all_of(question))
    aside = search.catalogue.set_aside(only)
    matching = [r for r in named if r not in aside and (admitted is None or r in admitted)]
    passages = search.catalogue.passages(matching[:_PASSAGES]).values()
    with_text = [passage for passage in passages if passage.evidence is not Evidence.TITLE]
    return {passage.rowid: passage for passage in _first_read(with_text)}


def _ranked(
    search: Search, question: str, topic: Topic, passages: Sequence[FoundPassage], phrases: Sequence[str]
) -> list[Quote]:
    """The sentences of passages that may be quoted, ranked by how well they answer below their title and heading."""
    bare = _is_bare(question, topic)
    candidates = [
        (passage, sentence, bool(phrases) or (bare and named_by(topic, sentence.text) is not None))
        for passage in passages
        for sentence in passage.sentences
        if may_be_quoted(passage, sentence) and all(has_phrase(sentence.text, text) for text in phrases)
    ]
    candidates = [c for c in candidates if c[2] or phrases or is_long_enough(*c[:2])]
    # The cross-encoder knows English; its scores for another script mean nothing.
    trusted = search.reranker if is_english_script(question) else None
    scores = (
        trusted.score(question, [embedded_text(passage.header, sentence.text) for passage, sentence, _ in candidates])
        if trusted
        else [0.0] * len(candidates)
    )
    quotes = [
        Quote(passage, sentence, max(float(score), _NAMED if named else 0.0), named, introduction(passage, sentence))
        for (passage, sentence, named), score in zip(candidates, scores, strict=True)
    ]
    return sorted(quotes, key=lambda q: (-q.names, -q.score))


def _first_read(passages: Sequence[FoundPassage]) -> Sequence[FoundPassage]:
    """The first passages, as many as are read."""
    sentences = list(accumulate(len(passage.sentences) for passage in passages))
    return passages[: max(bisect_right(sentences, _READ), 1)]


def _of_each_work(passages: Sequence[FoundPassage]) -> list[FoundPassage]:
    """The best passage of each work, then the second best of each, and so on."""
    turn: Counter[str] = Counter()
    order: list[tuple[int, int, FoundPassage]] = []
    for passage in passages:
        order.append((turn[passage.work], len(order), passage))
        turn[passage.work] += 1
    return [passage for *_, passage in sorted(order, key=lambda placed: placed[:2])]


def _said_once(quotes: Iterable[Quote], most: int, of_a_work: int) -> list[Quote]:
    """The best distinct sentences; of those that say the same, the strongest kind of evidence, which names the sources
    of the others beside its own."""
    kept: list[Quote] = []
    for candidate in quotes:
        same = next((i for i, earlier in enumerate(kept) if _say_the_same(candidate.sentence, earlier.sentence)), None)
        of_work = sum(earlier.passage.work == candidate.passage.work for earlier in kept)
        if same is not None:
            kept[same] = _stronger(kept[same], candidate)
        elif len(kept) < most and of_work < of_a_work:
            kept.append(candidate)
    return kept


def _stronger(first: Quote, other: Quote) -> Quote:
    """Of two quotes that say the same the stronger kind of evidence, with the sources of both."""
    if _RANK[other.passage.evidence] < _RANK[first.passage.evidence]:
        first, other = replace(other, score=first.score), first
    sources = (*first.passage.also, other.passage.source, *other.passage.also)
    also = tuple(source for source in dict.fromkeys(sources) if source != first.passage.source)
    return replace(first, passage=replace(first.passage, also=also))


def _say_the_same(one: Sentence, other: Sentence) -> bool:
    """True for sentences that differ in a few letters, or of which one has a few words more."""
    short, long = sorted((" ".join(words(sentence.text.lower())) for sentence in (one, other)), key=len)
    if len(short) < _AS_LONG * len(long):
        return False
    return fuzz.ratio(short, long) >= _SAME or short in long
