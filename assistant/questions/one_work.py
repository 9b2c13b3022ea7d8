"""Questions on the facts of one work: "who wrote X, and when?", "what is the DOI of X?", "which journal is X in?"."""

from assistant.questions.clauses import part_named, parts_named, words_of
from assistant.questions.named import bare_name, names_a_work, unknown_work, works_named
from assistant.questions.phrases import CATALOGUED, compiled
from assistant.questions.question import Aim, CatalogueQuery, Known

_IS = r"(?:is|was|were|are|did|has|does|do|have)"
_OUT = r"(?:first\s+)?(?:been\s+)?(?:published|written|authored|released|presented|appear|come\s+out|from)"
_OF_ONE_WORK = tuple(
    compiled(form)
    for form in (
        # "who wrote X", "how many authors does X have"
        r"(?P<who>who)\s+(?:all\s+)?(?:wrote|has\s+written|authored|co-?authored|published|is\s+behind)\s+(?P<name>.+)"
        rf"|(?P<count>how\s+many\s+authors)\s+(?:{_IS}\s+)?(?:wrote\s+)?(?P<name2>.+?)(?:\s+have)?",
        # "when was X published", "by whom was X written", "what year is X from"
        r"(?:(?P<who>by\s+(?:whom|which\s+authors?))|(?P<part>when(?:\s+and\s+where)?|where\s+and\s+when|(?:in\s+|from\s+)?(?:which|what)\s+year|where"
        rf"|(?:(?:in|at|by)\s+)?(?:which|what)\s+(?:venue|journal|conference)))\s+{_IS}\s+(?P<name>.+?)\s+{_OUT}(?:\s+(?:in|at))?",
        # "which journal is X in", "what type is X", "what DOI does X have"
        rf"(?P<part>(?:which|what)\s+(?:venue|journal|conference))\s+{_IS}\s+(?P<name>.+?)\s+(?:in|at|from)"
        rf"|(?P<part2>in\s+which\s+(?:venue|journal|conference)|(?:which|what)\s+(?:(?:document|publication)\s+)?(?:type|kind))"
        rf"\s+(?:of\s+(?:publication|work|document)\s+)?(?:is|was)\s+(?P<name2>.+)"
        r"|(?:which|what)\s+(?P<part3>doi|keywords|tags)\s+(?:does|do|has)\s+(?P<name3>.+?)(?:\s+have)?",
        # "the publication year of X", "who are the authors of X"
        rf"(?:who\s+{_IS}\s+)?(?:(?:list|show|give|name|what\s+(?:is|are))\s+)?(?:(?:me|us|all)\s+)?(?:the\s+)?"
        r"(?:names?\s+of\s+(?:the\s+)?)?(?P<part>authors?|writers?|publication\s+(?:year|date|venue)"
        r"|year(?:\s+of\s+publication)?|date|venue|journal|conference|dois?|(?:(?:document|publication)\s+)?type|keywords|tags"
        r"|citation\s+count|number\s+of\s+citations)\s+(?:of|for)\s+(?P<name>.+)",
    )
)
# "who wrote X(, and when was it published)"
_FURTHER = compiled(
    r"(?P<lead>.+?)\s*(?:,\s*(?:and\s+)?|\band\s+)(?P<tail>(?:when|where|who|by|in|on|what|which|how|its|the)\b.*|doi)"
)
_IN_TAILS = """when where who whom by in what which how often its the is it they was were did has been published written
    appear appeared come came out wrote year venue journal conference doi type cited and from that authors author of"""
_OF_TAILS = frozenset(_IN_TAILS.split())
# "papers about silt" are not a work, "who wrote ..." asks of one
_TOPIC = compiled(
    rf"(?:{CATALOGUED}\s+)?(?:about|on|of|regarding|concerning)\b|(?:the\s+|an?\s+)?{CATALOGUED}\s+(?:about|on|that|which)\b"
)
# "who are the authors of", "by whom"
_SURELY_OF_A_WORK = compiled(r"who\s+(?:wrote|authored|(?:is|are)\s+the\s+authors?)|by\s+wh")


def of_one_work(text: str, known: Known) -> CatalogueQuery | None:
    """ "Who wrote X", "when did X appear", "the venue of X"; raises UsageError if X is an unknown work."""
    match = next((match for form in _OF_ONE_WORK if (match := form.fullmatch(text))), None)
    if not match:
        return None
    groups = {name.rstrip("23"): words for name, words in match.groupdict().items() if words}
    name = groups["name"]
    # One word of a title does not name it: "when was Kubernetes released?"
    surely = bool(_TOPIC.match(name)) or (len(bare_name(name).split()) < 2 and not names_a_work(name))
    if keys := works_named(name, known.works, surely).keys:
        first, *others = parts_named(groups.get("part") or "") or (Aim.AUTHORS,)
        return CatalogueQuery(first, named=keys, further=tuple(others))
    if _TOPIC.match(name) or not bare_name(name) or not (names_a_work(name) or _SURELY_OF_A_WORK.match(text)):
        return None
    raise unknown_work(name, known.works)


def parted(text: str) -> tuple[str, tuple[Aim, ...]]:
    """The text without what is asked beside its first fact, ", and when was it published", and that."""
    match = _FURTHER.fullmatch(text.rstrip(" ?.!"))
    if not match or not _OF_TAILS.issuperset(words_of(match["tail"])) or not part_named(match["tail"]):
        return text, ()
    return match["lead"], parts_named(match["tail"])
