"""The reading summary's template: its fields' names, and the hints it holds until they are filled."""

import re

_FACTS = re.compile(
    r"(?:paper )?title|authors?|(?:publication )?year|source(?:/.*)?|venue|doi|cite ?key|(?:citation|bibtex) key",
    re.IGNORECASE,
)
_FIELDS = frozenset(
    {
        "abstract/introduction summary",
        "abstract summary",
        "introduction summary",
        "motivation",
        "benefit",
        "approache",
        "approach",
        "associated tool",
        "challenge",
        "strategie/method",
        "challenge/concern",
        "conclusion and future direction",
        "reviewer comment",
    }
)
"""Without the plural's s."""
_QUESTION = re.compile(r"RQ\s{0,3}\d{1,2}\b", re.IGNORECASE)
_BESIDE_QUESTIONS = re.compile(r"abstract|introduction|summary|conclusion|reviewer|comment|notes?\b", re.IGNORECASE)
_PLURAL = re.compile(r"['’]?s\b")

_THING = r"(?:motivation|benefit|approache?|tool|challenge|concern|strateg(?:y|ie)|method)s?"
_HINT = re.compile(
    rf"""(?:
        \W*                                                              # [...]
      | [\w/ ]{{1,40}}\s\d{{1,2}}\s?(?:\.\.\.|…)                         # [Key motivation 2...]
      | (?:(?:main|key)\s)?{_THING}(?:\s?/\s?{_THING})*\s\d{{1,2}}       # [Tool 1 that facilitates MLOps]
        (?:\s(?:for|of|to|that|in|as|by|discussed|mentioned|identified|highlighted)\b.*)?
      | (?:the\s)?(?:names?|titles?|year|source|date|venue|doi)\sof\s(?:the\s)?
        (?:authors?|papers?|publication|study|article)                   # [Names of the Authors]
      | (?:an?\s)?(?:brief|concise|short)\ssummary\sof\sthe\s(?:paper|study|article)\b.*
      | any\ssubjective\s(?:notes|comments|observations)\b.*
      | (?:insert|enter|fill\sin|to\sbe\sfilled)\b.*
    )\W?""",
    re.IGNORECASE | re.VERBOSE,
)


def is_hint(bracketed: str) -> bool:
    """Whether what stands between square brackets is the template's own and no note; white space is folded first."""
    return _HINT.fullmatch(" ".join(bracketed.split())) is not None


def is_fact(name: str) -> bool:
    """Whether a field states a bibliographic fact."""
    return _FACTS.fullmatch(name) is not None


def fact(name: str) -> str:
    """The record's name for a field that states a bibliographic fact."""
    name = name.lower()
    for known, stated in (("title", "title"), ("author", "authors"), ("year", "year"), ("doi", "doi"), ("key", "key")):
        if known in name:
            return stated
    return "venue"


def is_template_field(name: str) -> bool:
    """Whether a heading is one of the template's fields besides the facts: plural, colon and case do not matter."""
    name = name.strip()
    bare = _PLURAL.sub("", " ".join(name.rstrip(" :").casefold().split()[:6]))
    return bare in _FIELDS or _QUESTION.match(name) is not None


def is_beside_questions(name: str) -> bool:
    """Whether a field belongs to no research question, though it stands below one."""
    return is_fact(name) or _BESIDE_QUESTIONS.search(name) is not None
