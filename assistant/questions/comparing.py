"""Questions that set things beside each other: "compare A and B", "how do A and B differ in ...", "A versus B"."""

from dataclasses import dataclass

from assistant.questions.phrases import compiled
from assistant.questions.topics import bare_topic

_ASPECT = (
    r"(?:\s+(?:in\s+terms\s+of|with\s+respect\s+to|regarding|concerning|when\s+it\s+comes\s+to|in\s+handling"
    r"|in\s+how|on\s+how|in|on|with\s+regard\s+to|for)\s+(?P<aspect>.+))?"
)
_END = r"\s*[?.!]*\s*$"
_SUBJECTS = (
    # "How do A and B differ in C", "in what way is A different from B"
    rf"^(?:how|in\s+what\s+ways?|in\s+which\s+ways?|where|why)\s+(?:do|does|did|is|are)\s+(?P<one>.+?)\s+(?:and"
    rf"|&)\s+(?P<other>.+?)\s+(?:differ|compare|disagree|agree|different|similar|alike|relate"
    rf"|related)\b(?:\s+(?:from|to|with)\s+each\s+other|\s+to\s+one\s+another)?{_ASPECT}{_END}",
    rf"^(?:how|in\s+what\s+ways?|where|why)\s+(?:do|does|did|is|are)\s+(?P<one>.+?)\s+(?:differ(?:ent)?"
    rf"|distinct)\s+(?:from|than|to)\s+(?P<other>.+?){_ASPECT}{_END}",
    rf"^(?:how|in\s+what\s+ways?)\s+(?:do|does|did|is)\s+(?P<one>.+?)\s+compare\s+(?:to|with"
    rf"|against)\s+(?P<other>.+?){_ASPECT}{_END}",
    rf"^(?:(?:please\s+)?(?:compare|contrast)|(?:please\s+)?compare\s+and\s+contrast|(?:give"
    rf"|show)\s+(?:me\s+)?a\s+comparison\s+(?:of|between))\s+(?P<one>.+?)\s+(?:and|with|to|against|versus"
    rf"|vs\.?)\s+(?P<other>.+?){_ASPECT}{_END}",
    rf"^(?:what\s+(?:is|are)|what['’]s|explain|describe|is\s+there)?\s*(?:the\s+|a\s+"
    rf"|any\s+)?(?:\w+\s+)?(?:differences?|similarit(?:y|ies)|distinctions?|trade-?offs?"
    rf"|comparison)\s+(?:between|of)\s+(?P<one>.+?)\s+(?:and|versus|vs\.?)\s+(?P<other>.+?){_ASPECT}{_END}",
    rf"^what\s+(?:distinguishes|separates|differentiates"
    rf"|sets)\s+(?P<one>.+?)\s+(?:apart\s+)?from\s+(?P<other>.+?){_ASPECT}{_END}",
    rf"^(?P<one>[^?]+?)\s+(?:versus|vs\.?)\s+(?P<other>[^?]+?){_ASPECT}{_END}",
)
_PATTERNS = tuple(compiled(pattern) for pattern in _SUBJECTS)
_POINTING = compiled(r"^(?:this|these|those|them|it|they|that|each\s+other|the\s+(?:two|other|others|authors?))\b")
_MORE = compiled(r"\s*,\s*(?:and\s+)?|\s+and\s+")


@dataclass(frozen=True, slots=True)
class Compared:
    """The things compared, and in what respect; `aspect` is empty where in every one."""

    sides: tuple[str, ...]
    aspect: str

    @property
    def topic(self) -> str:
        """Sides and aspect as words to search for."""
        return " ".join(filter(None, (" and ".join(self.sides), self.aspect)))


def compared_in(text: str) -> Compared | None:
    """What a question compares; None where it compares nothing by name."""
    text = " ".join(text.split())
    for pattern in _PATTERNS:
        if match := pattern.match(text):
            one, other = bare_topic(match["one"]), bare_topic(match["other"])
            if not one or not other or _POINTING.match(match["one"].strip()):
                return None
            sides = [*(_listed(one) if "," in one else [one]), other]
            return Compared(tuple(dict.fromkeys(sides)), bare_topic(match["aspect"] or ""))
    return None


def _listed(sides: str) -> list[str]:
    """ "A, B" before "and C"."""
    return [side for part in _MORE.split(sides) if (side := bare_topic(part))]
