"""Bibliographic questions: told from questions about what the texts say, and read as a request to the catalogue.

Every word of such a question has to be accounted for: what cites what, what is in a title, how the works are sorted,
and then nothing but words of asking. One word more is a topic, and the question is about the texts.
"""

import re
from collections.abc import Sequence

from assistant.bibliography.asking import asked, is_asking
from assistant.bibliography.citing import read_citing
from assistant.bibliography.clauses import read_clauses, read_most_cited
from assistant.bibliography.reading import Reading
from assistant.bibliography.subjects import told_of_work
from assistant.questions.known import Known
from assistant.questions.question import Condition
from assistant.questions.requests import Aim, Request

_POLITE = re.compile(
    r"(?i)^(?:(?:please|and|so|ok|okay|now|hi|hello)[\s,]+"
    r"|(?:can|could|would|will)\s+you\s+(?:please\s+)?(?=(?:tell|list|show|give|find|count|name)\b)"
    r"|(?:tell|show|give)\s+(?:me|us)\s+(?=who|when|where|which|what|how|by\b)"
    r"|(?:i\s+(?:want|need|would\s+like)|i[’']d\s+like)\s+(?:to\s+(?:know|see)|an?\s+list\s+of)\s+|do\s+you\s+know\s+)+"
)
_LONGEST = 400
"""Characters beyond which a question is prose, even one with a title in it."""
_SHORT_IS = re.compile(r"(?i)^(wh(?:at|o|ere|en))[’']s\b")
_LOOSE_MARKS = re.compile(r"(?<!\S)[\s?!.,;:…]+|[\s?!.,;:…]+$")


def request_in(rest: str, whole: str, known: Known) -> Request | None:
    """What a question asks of the catalogue; None where it has a topic, or wants prose.

    `rest` is the question without its conditions on years, authors, venues, kinds and works, `whole` the question as
    asked. Raises UsageError where the question names a work to be cited, or told of, that `known` does not hold.
    """
    if len(whole) > _LONGEST:
        return None
    rest, whole = _tidy(rest), _tidy(whole)
    begun = read_citing(read_most_cited(Reading(rest, Request(Aim.WORKS))), whole, known)
    if not begun:
        return None
    reading = read_clauses(begun)
    if is_asking(reading.text):
        return asked(reading, bare=reading.text == whole)
    return told_of_work(rest, known) if begun.request == Request(Aim.WORKS) else None


def apart_from(request: Request, conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """The conditions on the works asked for: not those that only say which work is cited, or cites."""
    naming = request.naming.casefold()
    return tuple(condition for condition in conditions if not naming or condition.words.casefold() not in naming)


def _tidy(text: str) -> str:
    """The question without marks around it and without courtesies."""
    text = _LOOSE_MARKS.sub(" ", " ".join(text.split())).strip().removeprefix("'s ").removeprefix("’s ")
    return " ".join(_POLITE.sub("", _SHORT_IS.sub(r"\1 is", text)).split())
