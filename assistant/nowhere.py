"""What of a question stands nowhere in the corpus; phrases in quotation marks, which are looked for as written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.questions.phrases import (
    DOING_VERBS,
    PAPER_NOUNS,
    QUOTED,
    SAYING_VERBS,
    TEXT_NOUNS,
    compiled,
    nouns,
    verbs,
)
from assistant.questions.question import Known, Question
from assistant.wording import listed
from index.entries import FoundPassage
from index.sources import Evidence
from index.store.catalogue import Catalogue
from index.store.fulltext import phrase
from index.text.normalise import normalise
from index.text.words import STOP_WORDS, in_one_spelling, spelled_one_way, terms
from index.works.filters import Filter

# "Kubeflow", "GPT-4", "node.js", "C++"
_TOKEN = re.compile(r"[^\W_](?:[\w.+#-]*[\w+#])?")
_ASKED_FOR = (
    "note",
    "summary",
    "author",
    "kind",
    "sort",
    "type",
    "way",
    "reason",
    "example",
    "people",
    "person",
    "thing",
)
# "what do the notes mention", "papers that use", "which kinds": words of asking, which no text needs to have
_ASKING = compiled(
    rf"(?:{verbs((*SAYING_VERBS, *DOING_VERBS, 'happen', 'mean'))}|{nouns((*PAPER_NOUNS, *TEXT_NOUNS, *_ASKED_FOR))})"
)
_HOW_MUCH = compiled(r"\bhow\s+(\w+)")
_MOST = 400
"""Passages with the words of a phrase that are compared with it letter by letter. A guess."""


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Parts of a question that no source has: `names` and quoted phrases, without which there is no answer; `words`."""

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        """A sentence: "“Kubeflow” and “lakehouse” stand nowhere in the corpus."."""
        shown = [f"“{part}”" for part in (*self.names, *self.words)]
        return f"{listed(shown)} {'stand' if len(shown) > 1 else 'stands'} nowhere in the corpus."


def nowhere(catalogue: Catalogue, known: Known, question: Question) -> Nowhere:
    """The quoted phrases, names and ordinary words of a question that stand nowhere in the corpus."""
    asked = question.topic or question.text
    phrases = [text for text in quoted_phrases(question) if not with_phrase(catalogue, text)]
    names = [name for name in _names(question.text, asked) if not _stands(catalogue, known, name)]
    taken = {word for part in (*phrases, *names, *_HOW_MUCH.findall(asked)) for word in terms(part)}
    words = [
        word
        for word in terms(asked)
        if word not in taken and not word.isdecimal() and word not in STOP_WORDS and not _ASKING.fullmatch(word)
    ]
    absent = [word for word in words if not any(catalogue.frequency(form) for form in {word, in_one_spelling(word)})]
    absent = [word for word in absent if not _is_of_a_record(known, word)]
    return Nowhere((*phrases, *names), tuple(absent))


def quoted_phrases(question: Question) -> tuple[str, ...]:
    """The phrases in quotation marks, without those that name a work or another condition."""
    conditions = [condition.words for condition in question.conditions]
    found = (" ".join(text.split()) for text in QUOTED.findall(question.topic or question.text))
    return tuple(dict.fromkeys(text for text in found if terms(text) and not any(text in c for c in conditions)))


def with_phrase(catalogue: Catalogue, text: str, only: Filter = Filter()) -> list[FoundPassage]:
    """Passages that have a phrase as written, but for case and white space, the best first; of titles, if no others."""
    if not (expression := phrase(text)):
        return []
    rows = catalogue.matches(expression, _MOST, among=catalogue.admitted(only))
    passages = catalogue.passages(rows)
    found = [passages[row] for row in rows if row in passages and has_phrase(passages[row].text, text)]
    return [passage for passage in found if passage.evidence is not Evidence.TITLE] or found


def has_phrase(text: str, wanted: str) -> bool:
    """True if a text has a phrase as written, but for case and white space."""
    return normalise(" ".join(wanted.split())).text.casefold() in " ".join(text.split()).casefold()


def _names(text: str, asked: str) -> Iterator[str]:
    """The names in the part of a question that is asked, by their capitals and digits: "Kubeflow", "YOLOv3", "GPT-4".

    A capital alone says nothing at the beginning, and where every word has one.
    """
    tokens = [re.sub(r"['’]s$", "", match.group()) for match in _TOKEN.finditer(QUOTED.sub(" ", text))]
    telling = [token for token in tokens if token.lower() not in STOP_WORDS]
    titled = len(telling) > 1 and all(not token[0].islower() for token in telling)
    for i, token in enumerate(tokens):
        inner = any(c.isupper() for c in token[1:]) or (any(map(str.isdigit, token)) and any(map(str.isalpha, token)))
        capital = i > 0 and token[0].isupper() and not titled and token.lower() not in STOP_WORDS
        if token in asked and ((inner and not text.isupper()) or capital):
            yield token


def _stands(catalogue: Catalogue, known: Known, name: str) -> bool:
    """True if a name is in a passage, perhaps within a word, or that of an author or venue."""
    if catalogue.frequency(" ".join(terms(name))) or catalogue.containing([name.lower()]):
        return True
    return _is_of_a_record(known, name)


def _is_of_a_record(known: Known, name: str) -> bool:
    """True if a name is in that of an author or venue, or in a key, which no passage need have."""
    letters = spelled_one_way(name)
    facts = ((*work.authors, work.venue or "", work.key) for work in known.works)
    return any(letters in spelled_one_way(fact) for of_work in facts for fact in of_work)
