"""What a paper says of itself: sentences for each aspect, by where they stand, how they begin, and a fitted model.

A sentence of the abstract, the contributions, the conclusion or the limitations (of the introduction only one that
announces something) gets a probability for each aspect. It is quoted under the likeliest, or not at all.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import groupby, islice

from rapidfuzz.fuzz import token_set_ratio

from assistant.evidence import UNREAD, log_odds
from assistant.logistic import Fitted, load_each
from assistant.questions.phrases import compiled
from index.entries import SourcePassage
from index.models.reranking import Reranker
from index.sources import Evidence
from index.text.passages import Passage, Sentence

FILE_NAME = "insights.toml"
"""The fitted models by aspect; `tests/benchmarks/overview.py` fits them."""


class Aspect(StrEnum):
    """What a sentence tells of its paper."""

    AIM = "what it does"
    METHODOLOGY = "methodology"
    RESULTS = "results"
    SIGNIFICANCE = "significance"
    LIMITS = "limits"
    """And what is left for future work."""


class PaperSection(StrEnum):
    """The part of a paper under a heading."""

    ABSTRACT = "abstract"
    INTRODUCTION = "introduction"
    CONTRIBUTIONS = "contributions"
    CONCLUSION = "conclusion"
    LIMITS = "limits"
    METHOD = "method"
    RESULTS = "results"
    BODY = "body"
    """Under a heading of the paper's own."""
    OTHER = "other"
    """What is no part of the study: others' work, references, thanks."""


# The first that matches the last heading of a path, then those above it.
_SECTIONS = (
    # "Threats to validity", "Limitation"
    (PaperSection.LIMITS, compiled(r"limitation|.*\b(?:threats?|validity|weakness)")),
    (PaperSection.ABSTRACT, compiled(r"abstract|summary$")),
    (PaperSection.CONTRIBUTIONS, compiled(r".*\bcontribution")),
    # "Conclusions and Future Work", "NEXT STEPS"
    (PaperSection.CONCLUSION, compiled(r".*\bconclu|closing|next steps|.*\bfuture")),
    (PaperSection.INTRODUCTION, compiled(r".*\bintroduc|motivation$")),
    # "METHODOLOGY", "Experimental Setup", "Data collection"
    (
        PaperSection.METHOD,
        compiled(r"(?:research |proposed )?(?:method|design|approach|model\b)|materials|data|.*\bsetup"),
    ),
    # "Results and Discussion", "Findings", "Performance analysis"
    (PaperSection.RESULTS, compiled(r"(?:\w+ )?(?:results?|findings?)|performance|evaluation")),
)
# "A Baseline Details", "ACKNOWLEDGMENT", "Index terms", "Related Work"
_NOT_ITS_OWN = compiled(
    r"acknowledg|keyword|index terms|reference|appendix|(?-i:[A-Z]) |funding|author|conflict|related|background"
    r"|literature"
)


def section_of(path: str | None, evidence: Evidence) -> PaperSection:
    """The part of a paper that a path of headings ("Threats to Validity > External") leads to."""
    if evidence is Evidence.ABSTRACT:
        return PaperSection.ABSTRACT
    headings = [re.sub(r"^[\W\d]+", "", heading) for heading in (path or "").split(" > ")]
    if any(map(_NOT_ITS_OWN.match, headings)):
        return PaperSection.OTHER
    for bare in reversed(headings):
        if found := next((section for section, form in _SECTIONS if form.match(bare)), None):
            return found
    return PaperSection.BODY


# Wordings. Each comment has an example that its pattern matches.

_SELF = r"(?:paper|work|study|article|chapter|book|guide|review|report|manuscript|survey)"
_ANNOUNCES = (
    r"(?:propos|present|introduc|describ|develop|stud(?=[yi])|investigat|explor|analy[sz]|discuss|review|address|aim|provid"
    r"|report|seek|examin|cover|bring|overcom|focus|identif|compar|enabl|evaluat)\w*"
)
_MADE = (
    r"(?:collected|recruited|measured|retrieved|selected|conducted|obtained|calculated|carried out|evaluated|built"
    r"|modell?ed|used|generated|performed|analy[sz]ed|employed|applied|trained|implemented|validated|computed|simulated"
    r"|normali[sz]ed)"
)
_CUES: Mapping[str, re.Pattern[str]] = {
    name: compiled(form)
    for name, form in (
        # "In this paper, we propose", "This study investigated", "is introduced"
        (
            "announces",
            rf"\b(?:we|this (?:\w+ )?{_SELF}|present {_SELF}|authors?|study|paper|chapter|review)(?:,[^,]{{0,60}},)?"
            rf" (?:(?:have|has|also|will|further|first) )*{_ANNOUNCES}"
            r"|\b(?:is|are) (?:proposed|presented|introduced|discussed|reviewed)\b",
        ),
        # "in this work", "here we"
        ("this paper", rf"\b(?:this|the present) (?:\w+ )?{_SELF}\b|\bhere,? we\b"),
        # "the goal of this work is", "whether or not"
        (
            "goal",
            r"\b(?:goals?|aims?|aimed|objectives?|purposes?|contributions?|seeks?) (?:of|to|is|are|at)\b"
            r"|\bresearch questions?\b|\bwhether or not\b",
        ),
        # "we also collected", "we use"
        (
            "we use",
            r"\bwe (?:also |then |first |further |additionally )?(?:use|measure|collect|conduct|train|appl|evaluate"
            r"|combine|perform|select|start|build|resort|deploy|extract|classif|compare|model|normali[sz]e|interview|survey"
            r"|employ|adopt|reduce|augment|analy[sz]e|validate)\w*",
        ),
        # "papers were retrieved from five databases"
        ("was done", rf"\b(?:was|were|are|is) (?:(?:also|then|directly|first|further) )?{_MADE}\b|\bsamples?\b"),
        # "our approach builds on top of", "using a dataset", "it combines"
        (
            "approach",
            r"\b(?:our|the proposed|the|its) (?:\w+ )?(?:approach|method|methodology|framework|model|system"
            r"|architecture|algorithm) (?:is|are|builds|consists|combines|uses|draws|extends|collects|operates"
            r"|integrates)\b|\bbased on\b|\busing\b|\bit (?:combines|uses|operates|decides|consists|collects)\b"
            r"|\bconsist(?:s|ing)? of\b|\bby \w+ing\b",
        ),
        # "Results show that", "performance measurements from a prototype demonstrate"
        (
            "results show",
            r"\b(?:results?|findings?|experiments?|evaluations?|measurements?|analys[ie]s|review|stud(?:y|ies)|simulations?)\b"
            r"[^.;]{0,60}\b(?:show|indicate|suggest|demonstrate|reveal|highlight|confirm|prove)\w*\b",
        ),
        # "we found", "it is found that", "evidence"
        (
            "we find",
            r"\bwe (?:also |further )?(?:find|found|show|observe|demonstrate|achieve|have found|prove|improve upon)\w*"
            r"|\b(?:it (?:is|was)|was|were) found\b|\bfindings?\b|\bevidence\b",
        ),
        # "outperforms", "higher accuracy than"
        (
            "better",
            r"\boutperform|\bsignificant(?:ly)?\b|\bexceed|\bimprovements? (?:over|in)\b|\bachiev(?:e|es|ed|ing)\b"
            r"|\b(?:higher|lower|better|faster|fewer|more|less)\b[^.]{0,60}\bthan\b|\baccura(?:cy|te)\b|\beffective(?:ness)?\b",
        ),
        # "57% of energy commits", "one-third", "69 of 214"
        ("numbers", r"\d ?%|\bper ?cent\b|\bone[- ](?:third|half)\b|\d\.\d|\bup to\b|\b\d+ (?:of|out of) \d+"),
        # "paves the way for", "can help", "enables"
        (
            "helps",
            r"\bimplications?\b|\bhelp(?:s|ing)? (?!of\b)\w+|\bpaves? the way\b"
            r"|\bcan (?:be )?(?:used|easily|benefit|help|serve|improve|support|enhance|assist|guide|significantly)\b"
            r"|\benabl(?:e|es|ing)\b|\bbenefits?\b|\bcontribut(?:e|es|ing) (?:to|significantly)\b"
            r"|\bpotential (?:to|for)\b|\bpractical\b|\bvaluable\b|\bpromising\b|\bultimately\b|\bunderscor\w+",
        ),
        # "helps mobile app developers"
        (
            "for whom",
            r"\b(?:researchers|practitioners|developers|engineers|managers|companies|users|clinicians|policy ?makers"
            r"|stakeholders|community|industry|organi[sz]ations?|professionals)\b",
        ),
        # "publicly available", "the first benchmark"
        (
            "new",
            r"\b(?:publicly|freely) available\b|\bopen[- ]source\b|\breleased?\b|\baccessible\b|\bthe first\b"
            r"|\bfor the first time\b|\boriginal\b|\bnovel\b",
        ),
        # "developers should take into account"
        (
            "should",
            r"\bshould\b|\brecommend\w*|\bit is important\b|\bmust\b|\bsuggests? that\b|\bwould (?:help|greatly)\b",
        ),
        # "is limited by", "without flaw"
        (
            "limitation",
            r"\blimit(?:ation|ations|ed|s)?\b|\bthreats?\b|\bweakness|\bflaw|\bbias\b|\bdo(?:es)? not cover\b",
        ),
        # "as future work", "we also plan to", "it would be interesting"
        (
            "future",
            r"\bfuture (?:work|research|studies|study|steps|additions)\b"
            r"|\bfurther (?:research|stud|work|investigat|explor|be )|\b(?:plan|planned|intend) to\b"
            r"|\bwould (?:also )?(?:like|be (?:interesting|yet|beneficial))\b"
            r"|\bwe will\b|\bwe are working\b|\bsteps? will\b|\bremain(?:s|ing)?\b",
        ),
        # "we did not study", "has not been verified yet", "may not always"
        (
            "not done",
            r"\bwe (?:only|did not|do not|have not|leave|were not|cannot|restrict|assume)\b"
            r"|\bnot (?:been|yet|generali[sz]e|assessed|evaluated|verified|intended|feasible|explored|considered)\b"
            r"|\bmay (?:not|need|vary|require|exist|affect)\b|\bcan ?not be\b",
        ),
        # "however", "despite"
        ("however", r"\bhowever\b|\bbut\b|\balthough\b|\bdespite\b|\bn(?:ever|one)theless\b|\bchalleng\w+|\bdifficult"),
        ("we", r"\b(?:we|our)\b"),
    )
}
# "Methods: ", "Design/methodology/approach – ", "METHODS In 30 patients": a label within a structured abstract
_LABEL = re.compile(
    r"([A-Za-z]+(?:[ /][A-Za-z]+){0,3})\s?[:–—]\s|([A-Z]{3,}(?:[ /,]+[A-Z]{2,}){0,4})\s(?=[A-Z0-9“\"(])"
)
_BACKGROUND = "background"
_LABELS = (
    (
        _BACKGROUND,
        ("background", "introduction", "context", "motivation", "importance", "rationale", "keyword", "funding"),
    ),
    (Aspect.AIM, ("objective", "aim", "purpose", "goal")),
    ("", ("methods and results", "methods and findings")),
    (
        Aspect.METHODOLOGY,
        ("method", "material", "design", "study design", "approach", "setting", "participants", "patients"),
    ),
    (Aspect.RESULTS, ("result", "finding", "main result", "principal finding")),
    (Aspect.SIGNIFICANCE, ("conclusion", "significance", "interpretation", "implication", "practical", "originality")),
    (Aspect.LIMITS, ("limitation", "research limitation")),
)
"""What a label that begins so announces; "" for more than one aspect."""

MATTERS = "Why does this work matter, and who benefits from it?"
"""Asked of each sentence by the cross-encoder. Without it fewer sentences are right, above all on significance; such
questions on the other aspects add nothing (labelled sentences of `tests/benchmarks/overview.py`)."""

LONGEST, _SHORTEST = 60, 8
"""Words of a quote: a limit of the display; a shorter sentence says little ("This work makes four contributions.")."""
# "“We", "3D"; not "ii) aggregating", nor the rest of a sentence cut by a page
_BEGINS = re.compile(r"[“\"(]?[A-Z0-9]")
# "them.", "them.”", "them.15"
_ENDS = re.compile(r"[.!?][”\")’]?\d{0,2}$")
# "discuss their implications in Section V", "the remainder of this paper", an address, what a publisher adds
_NO_STATEMENT = compiled(
    r"\bsect(?:ion)?s?\.? (?:[IVX]+|\d)|\b(?:rest|remainder) of (?:this|the) (?:paper|article)|\bin the next section\b"
    r"|https?://|www\.|©|\ball rights reserved\b|\bconflicts? of interest\b|\bopen access article\b"
)


def is_quotable(sentence: str) -> bool:
    """True for a whole sentence of a fit length that says something of the work."""
    if not _SHORTEST <= len(sentence.split()) <= LONGEST:
        return False
    return bool(_BEGINS.match(sentence) and _ENDS.search(sentence)) and not _NO_STATEMENT.search(sentence)


Stretch = Passage | SourcePassage
"""A passage of a paper or an abstract."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a `section`, the aspect of its label in a structured abstract, and its features by name.

    `stretch` is the position of its passage.
    """

    stretch: int
    sentence: Sentence
    section: PaperSection
    labelled: Aspect | None
    features: Mapping[str, float]

    def moved(self, by: int) -> "Told":
        """The sentence, if its passages stand `by` later among others."""
        return replace(self, stretch=self.stretch + by)


def told_in(stretches: Sequence[Stretch]) -> list[Told]:
    """The sentences that may tell something of the work, from the passages of one source in their order."""
    placed: dict[tuple[int, int], tuple[int, Sentence, PaperSection]] = {}
    for i, stretch in enumerate(stretches):
        section = section_of(stretch.section, stretch.evidence)
        if section is not PaperSection.OTHER and stretch.evidence in _TELLING:
            for sentence in stretch.sentences:
                placed.setdefault((stretch.page or 0, sentence.start), (i, sentence, section))
    told: list[Told] = []
    in_order = [value for _, value in sorted(placed.items())]
    for section, of_section in groupby(sorted(in_order, key=lambda v: _ORDER[v[2]]), lambda v: v[2]):
        here = _of_section(section, [(i, sentence) for i, sentence, _ in of_section])
        told += islice(here, _READ if section in _LAST_RESORT else None)
    return told


_READ = 12
"""Sentences that are read of a section of last resort: the first that fit, as reading costs time. A guess."""
_TELLING = (Evidence.PAPER, Evidence.OCR, Evidence.ABSTRACT)
_ORDER = {section: i for i, section in enumerate(PaperSection)}


def _of_section(section: PaperSection, sentences: Sequence[tuple[int, Sentence]]) -> Iterable[Told]:
    cues = [{name: float(form.search(s.text) is not None) for name, form in _CUES.items()} for _, s in sentences]
    first = next((i for i, present in enumerate(cues) if present["announces"]), None)
    is_abstract, is_conclusion = section is PaperSection.ABSTRACT, section is PaperSection.CONCLUSION
    label = ""
    for i, ((stretch, sentence), present) in enumerate(zip(sentences, cues, strict=True)):
        if is_abstract and (announced := _label(sentence.text)) is not None:
            label = announced
        if label == _BACKGROUND or not is_quotable(sentence.text):
            continue
        if section in _LAST_RESORT and not any(present[cue] for cue in _LAST_RESORT[section]):
            continue
        position = (i + 0.5) / len(sentences)
        after = None if first is None else i - first
        features = {
            **present,
            **{f"in {part}": float(part is section) for part in _WEIGHED},
            "abstract, position": position * is_abstract,
            "abstract, position squared": position * position * is_abstract,
            "conclusion, position": position * is_conclusion,
            "abstract, before the first that announces": float(is_abstract and after is not None and after < 0),
            "the first that announces": float((is_abstract or is_conclusion) and after == 0),
            "abstract, after the first that announces": float(is_abstract and after is not None and after > 0),
            "abstract, next after the first that announces": float(is_abstract and after == 1),
            "abstract, last": float(is_abstract and i == len(sentences) - 1),
        }
        yield Told(stretch, sentence, section, Aspect(label) if label else None, features)


_LAST_RESORT = {
    PaperSection.INTRODUCTION: ("announces", "goal"),
    PaperSection.METHOD: ("we use",),
    PaperSection.RESULTS: ("results show", "we find", "numbers"),
    PaperSection.BODY: ("this paper",),
}
"""Sections that are quoted only where no other has an aspect, and the cues of which a sentence must have one there."""
_ALONE = {PaperSection.METHOD: Aspect.METHODOLOGY, PaperSection.RESULTS: Aspect.RESULTS}
"""The one aspect that a section is quoted on."""
_WEIGHED = (PaperSection.LIMITS, PaperSection.ABSTRACT, PaperSection.CONCLUSION, PaperSection.INTRODUCTION)


def _label(text: str) -> str | None:
    """What the label at the beginning of a text announces, see `_LABELS`; None without one."""
    if not (match := _LABEL.match(text)):
        return None
    name = (match[1] or match[2]).lower()
    return next((announced for announced, names in _LABELS if name.startswith(names)), None)


@lru_cache(maxsize=1)
def _fitted() -> Mapping[str, Fitted]:
    return load_each("assistant", FILE_NAME)


def likely(told: Sequence[Told], reranker: Reranker | None) -> list[dict[Aspect, float]]:
    """The probability of each aspect for each sentence; 1 for the aspect of a label."""
    scores = reranker.score(MATTERS, [each.sentence.text for each in told]) if reranker and told else None
    probabilities = []
    for i, each in enumerate(told):
        if each.labelled:
            probabilities.append({aspect: float(aspect is each.labelled) for aspect in Aspect})
            continue
        features = {**each.features, "matters": UNREAD if scores is None else log_odds(float(scores[i]))}
        fits = {aspect: _fitted()[aspect].model.probability(features) for aspect in Aspect}
        alone = _ALONE.get(each.section)
        probabilities.append({aspect: p if alone in (None, aspect) else 0.0 for aspect, p in fits.items()})
    return probabilities


_SAME = 75
"""Token-set similarity (0..100) from which two sentences of a work say the same: "We propose SPECTER, a new method to
..." in an abstract, "We present SPECTER, a model for ..." in a conclusion have 77."""


def chosen(
    told: Sequence[Told], probabilities: Sequence[Mapping[Aspect, float]], most: int, already: Iterable[str] = ()
) -> dict[Aspect, list[Told]]:
    """At most `most` sentences for each aspect that has any: the likeliest, in the order of the text.

    A sentence stands under its likeliest aspect alone, and of two that say the same only the likelier is chosen;
    none says what is said `already`.
    """
    ranked = sorted(
        ((probability[best], i, best) for i, probability in enumerate(probabilities) for best in [_best(probability)]),
        key=lambda each: (told[each[1]].section in _LAST_RESORT, -each[0], each[1]),
    )
    picked: dict[Aspect, list[int]] = {}
    said = [text.lower() for text in already]
    for probability, i, aspect in ranked:
        text = told[i].sentence.text.lower()
        enough = probability >= _fitted()[aspect].thresholds["shown"]
        full = len(picked.get(aspect, ())) >= (1 if told[i].section in _LAST_RESORT else most)
        if not enough or full or any(token_set_ratio(text, s) >= _SAME for s in said):
            continue
        picked.setdefault(aspect, []).append(i)
        said.append(text)
    return {aspect: [told[i] for i in sorted(picked[aspect])] for aspect in Aspect if aspect in picked}


def _best(probability: Mapping[Aspect, float]) -> Aspect:
    return max(Aspect, key=lambda aspect: probability[aspect])
