"""Words that refer to an earlier answer: "of those", "the second", "it", "they", "the Faubel paper".

An uncertain reference is left alone: users notice a search that is too wide, but not one that leaves works out.
"""

import re
from dataclasses import dataclass

from assistant.questions.bibliographic import is_asking
from assistant.questions.clauses import part_named
from assistant.questions.named import works_named
from assistant.questions.phrases import (
    ASKS,
    AUX,
    NUMBER_WORDS,
    PAPER_NOUNS,
    SAYING_VERBS,
    WH,
    compiled,
    either,
    nouns,
    verbs,
)
from assistant.questions.question import Known
from assistant.questions.turns import NoEarlierQuestionError, Talk, Turn
from assistant.wording import counted, listed
from index.errors import UsageError
from index.text.words import ORDINAL_WORDS


@dataclass(frozen=True, slots=True)
class EarlierReference:
    """Words of a question, from `start` to `end`, that mean something said before.

    `instead` are words that mean the same to a reader who has not seen the conversation. `keys` are the works meant;
    none where it is the topic. `notes` tell of a reading that is not the only one. `keyed` has the keys of works that
    do not stand side by side.
    """

    start: int
    end: int
    instead: str
    keys: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    keyed: str = ""

    def put_into(self, text: str) -> str:
        """`text` with the words that need no conversation."""
        return f"{text[: self.start]}{self.instead}{text[self.end :]}"

    def topic_put_into(self, text: str) -> str:
        """`text` with the topic in place of "it", and with the verb of a topic that is plural."""
        verb = re.search(r"\b(is|was|does|has)\s+$", text[: self.start], re.IGNORECASE)
        if not verb or not is_plural(self.instead):
            return self.put_into(text)
        several = {"is": "are", "was": "were", "does": "do", "has": "have"}[verb[1].lower()]
        return f"{text[: verb.start()]}{several} {self.instead}{text[self.end :]}"

    def keys_put_into(self, text: str) -> str:
        """`text` with the citation keys of the works."""
        return f"{text[: self.start]}{self.keyed or listed(self.keys)}{text[self.end :]}"


_WORK = nouns(PAPER_NOUNS)
_ONE_WORK = either(PAPER_NOUNS)
_ANY_WORK = rf"(?:{_WORK}|ones?)"
_NUMBER = rf"(?:{either(word for word in NUMBER_WORDS if word != 'one')}|[1-9]\d?)"
_SAY = (
    r"(?:(?:also|even|actually|explicitly|ever|all|both|not)\s+)*"
    + verbs((*SAYING_VERBS, "cite", "contribute"), past=False, ing=False)
)  # fmt: skip
_USE = r"(?:needs?|us(?:es?|ed)|runs?|rel(?:y|ies)|requires?|deploys?|trains?|works?|measures?|appl(?:y|ies)|tests?)"
_VERB = rf"(?:{AUX}|{_SAY}|{_USE})"


def these_papers(keys: tuple[str, ...]) -> str:
    """The noun phrase for so many works."""
    return "this paper" if len(keys) == 1 else "these papers"


_CONDITION = (
    r"(?:from|by|in|since|before|after|between|published|written|that|which|on|about|with|without|not|(?:address|appl|cit|compar"
    r"|consider|cover|deal|describ|discuss|evaluat|introduc|mention|present|propos|report|study|talk|us)ing)\s"
)
# "Which of those models use ..." is about models: an unknown word before a plural or a verb is the noun of "those".
_NOT_A_NOUN = (
    rf"(?=\s*(?:[?.!,:]|$)|\s+{_CONDITION}|\s+(?:{_VERB}|also|and)\b"
    r"|\s+(?!\w+[^su\W]s\b)\w+\s+(?!\w+[^su\W]s\b))"
)
# "those", "all of them", "these four papers", "the 4", "the same papers", "the ones", "the papers above", "his papers"
THOSE = (
    rf"(?:(?:all|both)\s+(?:of\s+)?)?(?:them\b|(?:the|these|those)\s+same(?:\s+{_NUMBER})?(?:\s+{_ANY_WORK})?\b"
    rf"|(?:the\s+|those\s+|these\s+)ones\b|(?:the\s+)?{_WORK}\s+(?:listed\s+|found\s+)?above\b|(?:his|her)\s+{_WORK}\b"
    rf"|(?:(?:those|these)(?:\s+{_NUMBER})?|the\s+{_NUMBER})(?:\s+{_ANY_WORK})?\b{_NOT_A_NOUN})"
)
_FROM = r"(?:of|among|amongst|from|in|within|out\s+of)"
_CHOOSING = tuple(
    compiled(form)
    for form in (
        # "from those, only the ones since 2023", "among those, which use Go?", "take these and find the ones on Go"
        rf"(?:{_FROM}|take|keep)\s+(?P<those>{THOSE})\s*(?:,|:|\band\b)?\s*(?:(?:only|just|find|show|list|keep|me|then|please)\s+)*"
        rf"(?P<head>(?:which|what|how\s+many)(?:\s+{_ANY_WORK})?(?=\s+{_VERB}\b))?\s*"
        rf"(?:(?:the\s+|those\s+)?{_ANY_WORK}(?=\s+{_CONDITION}))?\s*(?P<rest>\S.*)",
        # "which of those four are from 2023?", "how many papers among them ...", "do any of them mention Kubernetes?"
        rf"(?P<head>which|what|who|how\s+many|list|show(?:\s+me)?|give\s+me|find|(?P<aux>{AUX})(?=\s+(?:any|some|one|either)\b))"
        rf"(?:\s+(?:all|any|some|one|either|{_ANY_WORK}))?\s+{_FROM}\s+(?P<those>{THOSE})\s*,?\s*(?P<rest>.*)",
        # "which is the most cited of them?"
        rf"(?P<head>which|what|who)\s+(?P<rest>{AUX}\b(?!.*\b(?:any|all|some|one|each|both|none)\s*$).*?)\s+{_FROM}\s+(?P<those>{THOSE})",
        # "only the ones by Faubel", "those that mention privacy", "list those from 2023"
        rf"(?P<head>(?:(?:show|list|give|find|keep)\s+(?:me\s+)?|only\s+|just\s+|(?:what|how)\s+about\s+)*)"
        rf"(?P<those>{THOSE})\s+(?P<rest>{_CONDITION}.+)",
        # "which ones are from 2023?", not "which ones are better, BERT or GPT?"
        rf"(?P<head>which)\s+(?P<those>ones?)\s+(?P<rest>{_VERB}\b(?!.*(?:,|\bor\b|\bof\b)).*)",
    )
)
# "is the newest", "discusses drift"
_SINGULAR = compiled(r"(?:is|was|has|does|\w+[^su\W]s)\b")


def works_chosen(text: str, talk: Talk) -> tuple[str, Turn, tuple[str, ...]] | None:
    """A question on works of an earlier answer: reworded for all works, with the turn of that answer, and notes.

    Raises UsageError if there are no works, or another number of them.
    """
    asked = text.rstrip(" ?.!")
    match = next((match for form in _CHOOSING if (match := form.fullmatch(asked))), None)
    if not match:
        return None
    first, *others = match["those"].lower().split()
    if not talk.last and (first in ("one", "ones", "the") or (first == "these" and others)):
        return None  # before the first answer "these papers" are the corpus
    head, rest = (match["head"] or "").strip(), match["rest"].strip()
    if not head and _PLACES.fullmatch(rest):
        return None  # "of them only the last"
    before = text[: match.start("those")]
    if match["those"].lower().endswith("them") and explained_before(before, plural=True) and head.lower() != "which":
        return None
    turn, notes = talk.with_list(f"which {match['those']}" if match["those"].startswith("one") else match["those"])
    asks, aux = (head.lower().split() or [""])[0], (match.groupdict().get("aux") or "").lower()
    if asks in ("which", "what", "who", "how"):
        about = head.lower().startswith(("what about", "how about"))
        asks = "" if about else "how many" if asks == "how" else asks.replace("who", "which")
    elif aux:
        asks = "which" if aux in ("is", "are", "was", "were") else f"{aux} any"
        rest = f"{aux} {rest}" if asks == "which" else rest
    else:
        asks = "" if rest else "list"
    if not asks and ASKS.match(rest) and not re.match(rf"which\s+{_VERB}\b", rest, re.IGNORECASE):
        return rest, turn, notes  # "in those papers, which tools are used?"
    singular = asks != "how many" and not aux and _SINGULAR.match(rest) is not None
    return f"{asks} {'paper' if singular else 'papers'} {rest}".strip() + "?" * text.rstrip().endswith("?"), turn, notes


_PREPOSITION = r"(?:in|on|at|to|for|from|by|with|of|under|about|according\s+to)"
_WORD = r"[\w'’-]+"
# Beginnings without a possible antecedent: "what activation function do they", "tell me more about it".
_OPENING = compiled(
    rf"(?:{_PREPOSITION}\s+)?{WH}(?:(?:\s+(?!{AUX}\b|{WH}\b){_WORD}){{0,5}}\s+{AUX})?(?:\s+(?:else|exactly|all))?"
    rf"|{AUX}|{WH}\s+{AUX}\s+(?:the\s+)?{_WORD}(?:\s+{_WORD})?\s+(?:of|in|for|behind)"
    r"|what\s+do\s+(?:my|the)\s+(?:\w+\s+)?(?:notes|summaries|papers|works)\s+say\s+(?:about|on|of)"
    r"|(?:please\s+)?(?:(?:can|could|would)\s+you\s+)?(?:tell|show|give|list|compare|summari[sz]e|explain|describe|rank|sort)"
    rf"(?:\s+me)?(?:\s+more)?(?:\s+(?:all|each|both))?(?:\s+{_PREPOSITION})?"
)
# Before "it" and "them" only: "which papers use it"; but "their" means the papers in "which papers share their data".
_OPENING_BEFORE_OBJECT = compiled(
    rf"(?:which|what|how\s+many)\s+(?:other\s+)?{_WORK}\s+(?:{AUX}\s+)?{_WORD}(?:\s+{_PREPOSITION})?"
    rf"|(?:who|what)\s+(?:else\s+)?{_WORD}|how\s+to\s+{_WORD}"
    rf"|{WH}\s+{AUX}\s+(?:we|one|you|i|people)\s+{_WORD}(?:\s+{_PREPOSITION})?"
)
_OPENING_BEFORE_IT = compiled(rf"{WH}\s+{AUX}\s+(?:the\s+|most\s+)?\w+s\s+\w+")  # "how do teams detect it"
# A clause before the pronoun, or a plural: "when teams adopt MLOps, what do they", "do teams ... their models".
_SEVERAL_BEFORE = compiled(
    r"[.?!;:,()]|\b(?:and|or|when|if|because|that|while|although|since|as|given|et\s+al|people)\b"
    r"|\b(?!(?:is|was|has|does|this|its|us)\b)\w+(?<![su])s\b"
)


def explained_before(before: str, *, plural: bool, is_object: bool = True) -> bool:
    """True if a pronoun may refer to something in `before`, the words of the question before it."""
    before = before.strip()
    if not before or _OPENING.fullmatch(before) or (is_object and _OPENING_BEFORE_OBJECT.fullmatch(before)):
        return False
    return bool(_SEVERAL_BEFORE.search(before)) if plural else not _OPENING_BEFORE_IT.fullmatch(before)


def is_plural(topic: str) -> bool:
    """True if a noun phrase looks plural."""
    return bool(re.search(r"(?<![su])s$|\band\b", topic))


# "they", "their", "them", "the authors’"
_PEOPLE = compiled(
    r"\b(?P<they>they)\b|\b(?P<their>their)\b|\b(?P<them>them)\b"
    r"|\bthe(?:se)?\s+(?P<authors>authors?)\b(?P<s>[’']s?)?(?!\s+(?:of|who|that|in|with|from)\b)"
)
# "it", "its", "is that?", "this help"
_IT = compiled(
    r"\b(?P<it>it)\b|\b(?P<its>its)\b"
    r"|\b(?P<this>this|that)\b(?=\s*(?:\?|$)|\s+(?:\w+ed|done|work|mean|help|matter|compare|differ|relate|happen)\b)"
)
# An expletive "it": "is it possible to", "how long does it take".
_EXPLETIVE = compiled(
    r"\s+(?:true|correct|right|(?:\w+\s+){0,2}(?:to|that|whether|if)\b|takes?\b|comes?\b|worth\b|turns?\s+out\b|seems?\b)"
)
# "(it) also mentions"
_SAID = compiled(rf"\s+{_SAY}\b")
# "cites (it)", "cited (by it)"
_CITED = compiled(r"\b(?:cite[sd]?|citing)\s+$|\bcited\b")
# "those two papers", "these" at the end or before a verb of saying, "the two papers?"
_THESE = compiled(
    rf"\b(?:these|those)\s+(?:{_NUMBER}\s+)?{_WORK}\b(?!\s+(?:that|which|who)\b)"
    rf"|\b(?:these|those)(?=\s*(?:[?.!]|$)|\s+{_SAY}\b)|\bthe\s+(?P<the>{_NUMBER})\s+{_WORK}(?=\s*(?:[?.!]|$))"
)
# "that paper", "the same study", not "the paper by Faubel"
_THIS = compiled(
    rf"\b(?P<such>this|that)\s+(?:same\s+)?(?:{_ONE_WORK}|one)\b|\bthe\s+(?:same\s+)?(?:paper|article|study)\b"
    r"(?!\s+(?:by|on|that|which|of|in|from|about|titled|called|entitled|with|to)\b)"
)
# "papers", "John et al.", "(2021)"
_ANOTHER_WORK = compiled(rf"\b{_WORK}\b|\bet\s+al\b|\(\d{{4}}\)")


def asks_catalogue(text: str, start: int, end: int) -> bool:
    """True if the question asks for authors, year or venue of the words in this span: "who wrote it?"."""
    others = f"{text[:start]} {text[end:]}".strip(" ?.!")
    return is_asking(others) and part_named(others) is not None


def check_works_meant(text: str, talk: Talk) -> None:
    """Raise UsageError for "who wrote it?" if no earlier answer names a work."""
    pronoun = re.search(r"\b(?:it|its|this|that|them|they|their|these|those)\b", text, re.IGNORECASE)
    if pronoun and not (talk.last and talk.last.works) and asks_catalogue(text, *pronoun.span()):
        before = "the last answer names none" if talk.last else "no answer before it names one"
        raise (UsageError if talk.last else NoEarlierQuestionError)(
            f"“{pronoun[0]}” means a work, and {before}: name the work by its title or its citation key"
        )


def those_works(text: str, talk: Talk) -> EarlierReference | None:
    """The reference "those papers" or "these two"; raises UsageError if the last answer names no works."""
    match = _THESE.search(text)
    if not match or _ANOTHER_WORK.search(text[: match.start()]):
        return None
    if not talk.last and (match.group().lower().startswith("these") or match["the"]):
        return None  # before the first answer "these papers" are the corpus
    turn, notes = talk.with_list(match.group())
    return EarlierReference(*match.span(), these_papers(turn.works), turn.works, notes)


def that_work(text: str, talk: Talk) -> EarlierReference | None:
    """The reference "that paper" or "the paper"; raises UsageError if "that" fits several works."""
    match, turn = _THIS.search(text), talk.last
    if not match or not turn or not turn.works or _ANOTHER_WORK.search(text[: match.start()]):
        return None
    if len(turn.works) == 1:
        return EarlierReference(*match.span(), "this paper", turn.works)
    if not match["such"]:
        return None
    raise UsageError(
        f"“{match.group()}” may be any of the {len(turn.works)} works of the last answer: "
        "say which one, such as “the second paper”"
    )


def their_authors(text: str, talk: Talk) -> EarlierReference | None:
    """The reference "they", "their", "them" or "the authors", without an antecedent in the question."""
    turn, match = talk.last, _PEOPLE.search(text)
    if not turn or not match:
        return None
    before = text[: match.start()]
    if match["authors"] and _ANOTHER_WORK.search(before):
        return None
    is_done = before.lower().split()[-1:] in (["are"], ["were"])  # "why are they used"
    if not match["authors"]:
        if explained_before(before, plural=True, is_object=match["them"] is not None):
            return None
        says = turn.focus or _SAID.match(text, match.end()) or asks_catalogue(text, *match.span())
        if is_plural(turn.subject) and not says and (not turn.lists or is_done):
            return EarlierReference(*match.span(), f"{turn.subject}’" if match["their"] else turn.subject)
    if not turn.works:
        return None
    appear = re.match(r"\s+(?:appear|come\s+out)\b", text[match.end() :], re.IGNORECASE)
    if match["them"] or (match["they"] and (is_done or appear)):
        return EarlierReference(*match.span(), these_papers(turn.works), turn.works)
    words = "the authors’" if match["their"] or match["s"] else "the authors"
    return EarlierReference(*match.span(), words, turn.works)


def that_thing(text: str, talk: Talk) -> EarlierReference | None:
    """The reference "it", "its" or "this": a work if one was the focus or it says something, else the topic."""
    turn, match = talk.last, _IT.search(text)
    if not turn or not match or explained_before(text[: match.start()], plural=False):
        return None
    says = _SAID.match(text, match.end())
    if not says and _EXPLETIVE.match(text, match.end()):
        return None
    catalogued, cited = asks_catalogue(text, *match.span()), _CITED.search(text[: match.start()])
    topic = "" if catalogued or cited else turn.subject  # works are cited and written, not topics
    if topic and (match["this"] or not (says or turn.focus)):
        return EarlierReference(*match.span(), f"{topic}’s" if match["its"] else topic)
    if (match["this"] and not catalogued) or not turn.works or (cited and len(turn.works) > 1):
        return None
    words, count = "this paper’s" if match["its"] else "this paper", len(turn.works)
    notes = () if count == 1 else (f"“{match.group()}” was read as any of the {count} works of the last answer.",)
    return EarlierReference(*match.span(), words if count == 1 else words.replace("this", "each"), turn.works, notes)


_BACK = compiled(rf"\b{THOSE}")
# "the others", "the remaining papers"
_OTHERS = compiled(rf"\b(?:all\s+)?the\s+(?:others|rest|(?:other|remaining)\s+(?:{_WORK}|ones))\b(?!\s+of\s+the\b)")


def pointing_back(text: str, talk: Talk) -> EarlierReference | None:
    """Any other "those" or "them": rather the works of the last answer than the whole corpus."""
    match = _BACK.search(text)
    is_object = match is not None and match.group().lower().endswith("them")
    if not match or not talk.last or explained_before(text[: match.start()], plural=True, is_object=is_object):
        return None
    turn, notes = talk.with_list(match.group())
    return EarlierReference(*match.span(), these_papers(turn.works), turn.works, notes)


def other_works(text: str, talk: Talk, known: Known) -> EarlierReference | None:
    """The reference "the others": what the last answer does not name."""
    match = _OTHERS.search(text)
    if not match or not talk.last:
        return None
    only, notes = talk.others(match.group(), known.works)
    return EarlierReference(*match.span(), these_papers(only.keys), only.keys, notes)


_PLACE = rf"(?:{either(ORDINAL_WORDS)}|[1-9]\d?(?:st|nd|rd|th)|last)"
_BESIDE = r"(?:,|(?:,\s*|\s+)(?:and|or|with|to|from|versus|vs\.?))"
# After an ordinal that means a work; "the first layer" and "the first paper to show" do not.
_FOLLOWS = (
    rf"(?=\s*(?:[?.!,;]|$)|\s+(?:and|but)\s+(?:{WH}|{AUX})\b"
    rf"|{_BESIDE}\s+the\s+{_PLACE}(?:\s+{_ANY_WORK})?\s*(?:[?.!,;]|$)"
    rf"|\s+(?:as|an?)\b|\s+(?:with|versus|vs)\b(?!\s+(?:the\s+)?{_PLACE}\b)|\s+{_SAY}\b|\s+{AUX}\b|[’']s\b"
    r"|\s+(?:about|also|please|again|instead|in\s+(?:more\s+)?detail|contradict|support|come|use|used|do|wrote|recommended"
    r"|proposed|written|published|cited)\b)"
)
# "the first two papers", "the second and the last of them", "paper 2", "#3"
_PLACES = compiled(
    rf"\bthe\s+(?:(?P<end>first|last)\s+(?P<number>{_NUMBER})"
    rf"|(?P<places>{_PLACE}(?:{_BESIDE}\s+(?:the\s+)?{_PLACE}){{0,8}}))"
    rf"(?:\s+{_ANY_WORK})?(?:\s+of\s+(?:them|those|these))?{_FOLLOWS}"
    rf"|(?:\b(?:the\s+)?(?:paper|work|study|article)\s+|\b(?:number|no\.)\s*|#)(?P<n>[1-9]\d?){_FOLLOWS}"
)
# "first", "3rd", "2"
_EACH_PLACE = compiled(rf"{_PLACE}|\d+")
# "the Faubel one", "the 2021 paper", "the paper on bots"
_NAMED = compiled(
    rf"\bthe\s+(?P<name>(?:[\w’'-]+\s+){{1,5}}?)(?:one|{_ONE_WORK})\b|\bthe\s+(?:one|{_ONE_WORK})\s+(?:on|about|by|from)\s+(?P<of>[\w-]+)"
)


def works_at(text: str, talk: Talk, known: Known) -> EarlierReference | None:
    """The first reference by position, "the second"; raises UsageError if there are not so many works.

    "Paper 11" is the eleventh of the last answer, or, if that has fewer, the one that the notes call so.
    """
    match = _PLACES.search(text)
    if not match or re.search(r"[.?!;:,]|\b(?:two|three|both)\b", text[: match.start()], re.IGNORECASE):
        return None
    if match["n"] and (called := works_named(f"paper {match['n']}", known.works).keys):
        if not talk.last:
            return None
        if int(match["n"]) > max(len(turn.works) for turn in talk.turns):
            return EarlierReference(*match.span(), these_papers(called), called)
        keys, notes = _at(match, talk)
        notes += (f"“{match.group()}” was read as a place in an answer; the notes call {' and '.join(called)} so.",)
        return EarlierReference(*match.span(), these_papers(keys), keys, notes if keys != called else ())
    keys, notes = _at(match, talk)
    another = _PLACES.search(text, match.end())
    if not another:
        return EarlierReference(*match.span(), these_papers(keys), keys, notes)
    more, further = _at(another, talk)
    between = text[match.end() : another.start()]
    both = tuple(dict.fromkeys((*keys, *more)))
    keyed = f"{' and '.join(keys)}{between}{' and '.join(more)}"
    joined = re.fullmatch(r"\s*(?:,|and|or|with|versus|vs\.?)+\s*", between, re.IGNORECASE)
    return EarlierReference(
        match.start(), another.end(), these_papers(both) if joined else keyed, both, (*notes, *further), keyed
    )


def work_named(text: str, talk: Talk, known: Known) -> EarlierReference | None:
    """ "The Faubel one", "the one on bots": the one work of the last answer that has this name."""
    match, turn = _NAMED.search(text), talk.last
    if not match or not turn:
        return None
    shown = [work for work in known.works if work.key in turn.works]
    name = (match["name"] or match["of"]).strip()
    named = works_named(name if re.fullmatch(r"\d+", name) is None else f"the {name} paper", shown)
    fitting = named.works or [work for work in shown if name == str(work.year)]
    return EarlierReference(*match.span(), "this paper", (fitting[0].key,)) if len(fitting) == 1 else None


def _at(match: re.Match[str], talk: Talk) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of works at these positions, and notes on the answer in which they were counted."""
    if match["end"]:
        number = NUMBER_WORDS.get(match["number"].lower()) or int(match["number"])
        places = list(range(number) if match["end"].lower() == "first" else range(-number, 0))
    else:
        places = [_place(word.lower()) for word in _EACH_PLACE.findall(match["places"] or match["n"])]
    turn = _turn_with(talk, match.group(), max(place + 1 if place >= 0 else -place for place in places))
    notes = () if turn is talk.last else (f"“{match.group()}” was counted in the answer to “{turn.question.whole}”.",)
    return tuple(dict.fromkeys(turn.works[place] for place in places)), notes


def _place(word: str) -> int:
    """A position from 0; "last" is -1."""
    return -1 if word == "last" else (ORDINAL_WORDS.get(word) or int(re.sub(r"\D", "", word))) - 1


def _turn_with(talk: Talk, words: str, needed: int) -> Turn:
    """The last turn with works, or the earlier list of its only work; raises UsageError if too short.

    After "what does the first cite?" it is the list in which the first was counted.
    """
    if talk.last and (asked_of := _citing(talk.last)):
        by_place = _PLACES.search(talk.last.question.text) or needed > len(talk.last.works)
        for earlier in reversed(talk.turns[:-1]):
            # "And the second?" stands between "what does the first cite?" and "and the third?"
            again = _citing(earlier) and _PLACES.search(earlier.question.text)
            if by_place and not again and asked_of <= set(earlier.works) and 1 < len(earlier.works) >= needed:
                return earlier
    last = talk.with_works(words)
    chosen = last.focus and last.only.keys == last.works  # "the first" after "the second" is the list's
    if 1 <= needed <= len(last.works) and not chosen:
        return last
    if len(last.works) == 1:
        for earlier in reversed(talk.turns[:-1]):
            if last.works[0] in earlier.works and max(needed, 2) <= len(earlier.works):
                return earlier
            if len(earlier.works) > 1:
                break
    if 1 <= needed <= len(last.works):
        return last
    ordinal = next((word for word, number in ORDINAL_WORDS.items() if number == needed), None)
    missing = f"there is no {ordinal}" if ordinal else f"there are not {needed}"
    raise UsageError(f"“{words}” cannot be found: the last answer names {counted(len(last.works), 'work')}; {missing}")


def _citing(turn: Turn) -> set[str]:
    """The works of which a turn asked what they cite, or what cites them."""
    request = turn.question.request
    return {*request.cites, *request.cited_by} if request else set()
