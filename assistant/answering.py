"""Answer lookups, comparisons and listings: with quotes, verdicts, or the words of a language model."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, zip_longest

from rapidfuzz.fuzz import token_set_ratio

from assistant.answers import Answer, JudgedWork, Side, Verdict, numbers_by_type
from assistant.composing import NEAREST, Composer
from assistant.evidence import Progress, Quote, log_odds
from assistant.logistic import Fitted, load
from assistant.questions.asking import says_something
from assistant.sweeping.sweep import Decision, sweep, sweep_all
from assistant.sweeping.topics import Glossary, Topic, make_topic, named_by, topic_of
from assistant.wording import denominator
from assistant.writing.pen import Pen
from assistant.writing.writer import WritingOutcome, write
from index.entries import FoundPassage
from index.search import Hit, Search
from index.sources import Evidence
from index.store.fulltext import all_of
from index.text.words import is_english_script, stem, unspaced_words, words
from index.works.filters import Filter

# The model that decides whether the corpus answers a question; `tests/benchmarks/answering.py` fits it.
FILE_NAME = "answerable.toml"


@lru_cache(maxsize=1)
def _fitted() -> Fitted:
    return load("assistant", FILE_NAME)


_NAMED = 0.15
"""Least score of a sentence that names a bare topic, as the cross-encoder scores single words low. A guess."""

_LEAST = 0.01
"""Least score of a further quote. A guess."""
_PASSAGES = 8
"""Passages whose sentences are read. A guess."""
_SENTENCES, _SENTENCES_ACROSS, _A_WORK = 5, 12, 2
"""Quotes of an answer; of an answer across works; and in that of each work. Guesses."""
_WORTH = 0.4
"""Share of the best score that a further quote needs. A guess."""

_SAME = 90
"""Token-set similarity (0..100) from which two sentences say the same. A guess."""

# "What is drift", "is it common?": a question, not a bare topic
_ASKS = re.compile(
    r"[?]|^\s*(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|should|will|has|have)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 4
"""Words of a quote, unless it names a bare topic. A guess."""
_FEW_WORDS = 3
"""Content words of a bare topic: a sentence that names it answers the question. A guess."""

_RANK = {evidence: i for i, evidence in enumerate(Evidence)}


@dataclass(frozen=True, slots=True)
class QuotesFound:
    """The sentences that answer, best first, grouped by work (none: abstain), and the nearest hits.

    `useful` are the passages with text, the most useful first.
    """

    quotes: tuple[Quote, ...]
    nearest: tuple[Hit, ...]
    useful: tuple[FoundPassage, ...] = ()


def quote(search: Search, question: str, only: Filter = Filter(), *, across: bool = False) -> QuotesFound:
    """Choose the sentences that answer a question from the passages that `only` admits; none if no passage answers.

    With `across`, look for several works: each is read in the passages nearest to the question.
    """
    reading = read(search, question, only, across=across)
    nearest = tuple(reading.hits[:NEAREST])
    ranked = reading.ranked
    if not ranked or not says_something(question) or not _answers(search, reading):
        return QuotesFound((), nearest)
    worth = [q for q in ranked if q.score >= max(ranked[0].score * _WORTH, _LEAST)] or ranked[:1]
    most = (_SENTENCES_ACROSS, _A_WORK) if across else (_SENTENCES, _SENTENCES)
    chosen = _without_repetition(worth, *most)
    works = list(dict.fromkeys(q.passage.work for q in chosen))
    return QuotesFound(tuple(sorted(chosen, key=lambda q: works.index(q.passage.work))), nearest, reading.useful)


@dataclass(frozen=True, slots=True)
class Looked:
    """The evidence for a question: hits, passages with text, and sentences ranked by how well they answer."""

    question: str
    hits: tuple[Hit, ...]
    passages: tuple[FoundPassage, ...]
    ranked: tuple[Quote, ...]

    @property
    def useful(self) -> tuple[FoundPassage, ...]:
        """All passages with text: those of the best sentences, then the others by rank."""
        answering = [quote.passage for quote in self.ranked]
        others = [hit.passage for hit in self.hits if hit.passage.evidence is not Evidence.TITLE]
        return tuple({passage.id: passage for passage in (*answering, *others)}.values())

    def features(self, search: Search) -> dict[str, float]:
        """The features of the fitted model by name; needs at least one sentence.

        The best sentence's log-odds by the cross-encoder; the best passage's score by late interaction; the share of
        the question's words, weighted by rarity, that is nowhere in the corpus, and that is in the best passage.
        """
        weights = search.word_weights(self.question)
        total = sum(weights.values()) or 1.0
        unseen = sum(weight for word, weight in weights.items() if not search.catalogue.frequency(word))
        return {
            "best sentence": log_odds(self.ranked[0].score),
            "late interaction": max((hit.interaction for hit in self.hits), default=0.0),
            "words unseen": unseen / total,
            "words covered": max((_covered(weights, passage) for passage in self.passages), default=0.0) / total,
        }


def _covered(weights: Mapping[str, float], passage: FoundPassage) -> float:
    """The total weight of the words in a passage."""
    present = {stem(word.lower()) for word in words(f"{passage.header} {passage.text}")}
    return sum(weight for word, weight in weights.items() if stem(word) in present)


def read(search: Search, question: str, only: Filter = Filter(), *, across: bool = False) -> Looked:
    """Search for passages that answer, with `across` from many works, and rank their sentences."""
    hits = search.hits(question, _PASSAGES * (8 if across else 2), only)
    with_text = [hit.passage for hit in hits if hit.passage.evidence is not Evidence.TITLE]
    nearest = (_of_each_work(with_text) if across else with_text)[:_PASSAGES]
    topic = make_topic(question)
    passages = {passage.rowid: passage for passage in nearest}
    if _is_bare(question, topic):
        passages |= _naming(search, question, only)
    ranked = _ranked(search, question, topic, list(passages.values()))
    return Looked(question, tuple(hits), tuple(nearest), tuple(ranked))


def _answers(search: Search, reading: Looked) -> bool:
    """True if the best sentence names the bare topic, or the model finds the question answerable."""
    if reading.ranked[0].names:
        return True
    if not is_english_script(reading.question) or search.reranker is None or search.interaction is None:
        return False
    return _fitted().model.probability(reading.features(search)) >= _fitted().thresholds["answers"]


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
    passages = search.catalogue.passages(matching[: _PASSAGES * 2]).values()
    with_text = [passage for passage in passages if passage.evidence is not Evidence.TITLE]
    return {passage.rowid: passage for passage in with_text[:_PASSAGES]}


def _ranked(search: Search, question: str, topic: Topic, passages: Sequence[FoundPassage]) -> list[Quote]:
    """The sentences of passages, ranked by how well they answer."""
    bare = _is_bare(question, topic)
    candidates = [
        (passage, sentence, bare and named_by(topic, sentence.text) is not None)
        for passage in passages
        for sentence in passage.sentences
    ]
    candidates = [c for c in candidates if c[2] or len(c[1].text.split()) >= _FEWEST_WORDS]
    # The cross-encoder knows English; its scores for another script mean nothing.
    trusted = search.reranker if is_english_script(question) else None
    scores = (
        trusted.score(question, [sentence.text for _, sentence, _ in candidates])
        if trusted
        else [0.0] * len(candidates)
    )
    quotes = [
        Quote(passage, sentence, max(float(score), _NAMED if named else 0.0), named)
        for (passage, sentence, named), score in zip(candidates, scores, strict=True)
    ]
    return sorted(quotes, key=lambda q: (-q.names, -q.score))


def _of_each_work(passages: Sequence[FoundPassage]) -> list[FoundPassage]:
    """The best passage of each work, then the second best of each, and so on."""
    turn: Counter[str] = Counter()
    order: list[tuple[int, int, FoundPassage]] = []
    for passage in passages:
        order.append((turn[passage.work], len(order), passage))
        turn[passage.work] += 1
    return [passage for *_, passage in sorted(order, key=lambda placed: placed[:2])]


def _without_repetition(quotes: Iterable[Quote], most: int, of_a_work: int) -> list[Quote]:
    """The best distinct sentences; of two that say the same, the stronger kind of evidence."""
    kept: list[Quote] = []
    for candidate in quotes:
        text = candidate.sentence.text.lower()
        alike = (i for i, earlier in enumerate(kept) if token_set_ratio(text, earlier.sentence.text.lower()) >= _SAME)
        same = next(alike, None)
        of_work = sum(earlier.passage.work == candidate.passage.work for earlier in kept)
        if same is None and len(kept) < most and of_work < of_a_work:
            kept.append(candidate)
        elif same is not None and _RANK[candidate.passage.evidence] < _RANK[kept[same].passage.evidence]:
            kept[same] = replace(candidate, score=kept[same].score)
    return kept


def look_up(composer: Composer, pen: Pen | None = None) -> Answer:
    """Answer in a model's words or with quotes; abstain if no passage answers.

    A question across works gets quotes by work first, then the model's synthesis.
    """
    question = composer.question
    asked = question.topic or question.text
    answering = quote(composer.search, asked, composer.only, across=question.across)
    if answering.quotes and question.across:
        composer.claim(answering.quotes)
        synthesise(composer, pen, "across", answering.useful)
    else:
        outcome = WritingOutcome.FAILED
        if answering.quotes and pen:
            outcome = write(composer, pen, "lookup", answering.useful)
        if outcome is not WritingOutcome.WRITTEN:
            composer.claim(answering.quotes)
        if outcome is WritingOutcome.REFUSED:
            # The model does not decide whether there is an answer: a document could tell it that there is none.
            composer.notes += (
                "The language model found no answer in the passages given to it; these are quotes of them.",
            )
    if not composer.claims:
        composer.abstain(asked, answering.nearest)
    return composer.answer()


def compare(composer: Composer, pen: Pen | None = None) -> Answer:
    """Quote each side of a comparison, then add a model's synthesis; abstain if no passage answers."""
    search, question, only = composer.search, composer.question, composer.only
    useful: list[Sequence[FoundPassage]] = []
    for number, name in enumerate(question.sides):
        of_work = Filter(keys=question.works[number : number + 1])  # of named works, what each says of the topic
        asked = question.aspect if of_work else name
        answering = quote(search, asked, only.and_also(of_work))
        useful.append(answering.useful)
        numbers = dict.fromkeys(citation.number for citation in composer.claim(answering.quotes))
        composer.sides += (Side(name, tuple(numbers)),)
    silent = [f"“{side.name}”" for side in composer.sides if not side.citations]
    if not composer.claims:
        composer.sides = ()
        composer.abstain(question.topic, search.hits(question.topic, NEAREST, only))
        return composer.answer()
    if silent:
        composer.notes = (f"Nothing answers on {' and '.join(silent)}.",)
    in_turn = [passage for passage in chain.from_iterable(zip_longest(*useful)) if passage]
    synthesise(composer, pen, "comparison", in_turn, sides=" and ".join(f"“{side}”" for side in question.sides))
    return composer.answer()


def synthesise(composer: Composer, pen: Pen | None, task: str, useful: Sequence[FoundPassage], **filled: str) -> None:
    """Let a model, if there is one, bring together the quoted evidence."""
    if pen and write(composer, pen, task, useful, filled) is WritingOutcome.REFUSED:
        composer.notes += ("The language model found nothing to bring together in the passages given to it.",)


# Listings and counts: every work is decided, and those that discuss the topic are shown with what they say.


def list_works(composer: Composer, glossary: Glossary, progress: Progress, pen: Pen | None = None) -> Answer:
    """List the works that discuss the topics of the question, then those that mention them, with the denominator.

    The sweep alone decides; a model only words what the works found say.
    """
    search, question, only = composer.search, composer.question, composer.only
    topics = {text: topic_of(search.catalogue, text, glossary) for text in question.wanted.topics}
    composer.notes += tuple(_parts_note(topic) for topic in topics.values() if topic.parts)
    decisions = sweep_all(
        question.wanted, lambda text: sweep(search, topics[text], only, progress, works=composer.admitted)
    )
    if pen:
        _put_into_words(composer, decisions, pen)
    composer.works = tuple(_judged(composer, decision) for decision in decisions)
    verdicts = Counter(decision.verdict for decision in decisions)
    composer.counts = {verdict: verdicts[verdict] for verdict in Verdict}
    composer.summary = denominator(
        composer.counts,
        question.topic,
        str(only),
        combines=question.wanted.combines,
        evidence=only.evidence,
        set_aside=numbers_by_type(composer.set_aside),
    )
    if not (verdicts[Verdict.DISCUSSES] or verdicts[Verdict.MENTIONS]):
        nearest = search.hits(question.topic, NEAREST, only)
        composer.abstain(question.topic, nearest, composer.summary if decisions else "")
    return composer.answer()


def _put_into_words(composer: Composer, decisions: Sequence[Decision], pen: Pen) -> None:
    """Let a model word what the works say that discuss the topic, from the first passage of each, then the others."""
    discussing = [decision for decision in decisions if decision.verdict is Verdict.DISCUSSES and decision.shown]
    in_turn = chain.from_iterable(zip_longest(*(decision.shown for decision in discussing)))
    passages = [shown.passage for shown in in_turn if shown]
    if not passages:
        return
    outcome = write(composer, pen, "listing", passages, {"topic": f"“{composer.question.topic}”"})
    if outcome is not WritingOutcome.WRITTEN or composer.writing is None:
        return
    prompted = set(composer.writing.passages)
    worded = sum(any(shown.passage.id in prompted for shown in decision.shown) for decision in discussing)
    if worded < len(discussing):
        composer.notes += (f"The wording rests on {worded} of the {len(discussing)} works found; the list has all.",)


def _judged(composer: Composer, decision: Decision) -> JudgedWork:
    work = decision.work
    return JudgedWork(
        key=work.key,
        title=work.label,
        authors=work.authors,
        year=work.year,
        verdict=decision.verdict,
        citations=tuple(citation.number for citation in composer.claim(decision.shown)),
        venue=work.venue,
        probability=decision.probability,
        type=work.type,
        secondary=work.secondary,
        retracted=work.retracted,
        times_cited=work.times_cited,
    )


def _parts_note(topic: Topic) -> str:
    parts = " and ".join(topic.parts)
    return f"“{topic.text}” was taken as one topic: works on any part of it count. Ask for “both {parts}” to have all."
