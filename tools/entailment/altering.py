"""Sentences altered by a program, so that the model learns what a small change does to the sense."""

import random
import re
from collections.abc import Sequence

from tools.entailment.pairs import NOT_ENTAILED, Pair

_QUANTIFIERS = {
    "some": "all", "many": "all", "most": "all", "several": "all", "few": "many", "often": "always",
    "sometimes": "always", "usually": "always", "rarely": "often", "all": "few", "every": "no", "always": "rarely",
    "none": "all", "both": "neither", "never": "often", "each": "no", "half": "all", "majority": "minority",
    "only": "not only", "at least": "at most", "more than": "less than", "partly": "fully", "partially": "completely",
}  # fmt: skip
_UNHEDGED = [
    (r"\b(?:may|might|could) be\b", "is"), (r"\b(?:may|might|could) have\b", "has"),
    (r"\b(?:may|might|could) (?=[a-z])", ""), (r"\bsuggest(s|ed)? that\b", r"prove\1 that"),
    (r"\bindicat(?:e|es|ed) that\b", "proves that"), (r"\bappears? to\b", "is known to"),
    (r"\b(?:possibly|probably|perhaps|presumably) ", ""), (r"\blikely\b", "certainly"), (r"\btends? to\b", "always"),
    (r"\bassociated with\b", "the cause of"), (r"\bcan (?=[a-z])", "always "),
]  # fmt: skip
_NEGATED = [
    (r"\b(is|are|was|were|has been|have been|can|could|will|would|should|does|did|do|may) (?!not\b|no\b)", r"\1 not "),
    (r"\b(is|are|was|were|can|could|will|would|does|did|do|may) not ", r"\1 "),
    (r"\bno (?=[a-z]+ (?:difference|effect|change|association|evidence))", "a "), (r"\bwithout\b", "with"),
    (r"\bshowed (?=an?\b)", "did not show "), (r"\b(increase|reduce|improve|affect|show|cause)s\b", r"does not \1"),
    (r"\b(increase|reduce|improve|cause)d\b", r"did not \1"),
]  # fmt: skip
_OPPOSITES = {
    "increase": "decrease", "increased": "decreased", "increases": "decreases", "higher": "lower", "greater": "smaller",
    "more": "less", "better": "worse", "improved": "worsened", "improves": "worsens", "longer": "shorter",
    "faster": "slower", "larger": "smaller", "reduced": "raised", "reduces": "raises", "before": "after",
    "positive": "negative", "positively": "negatively", "similar": "different", "significant": "insignificant",
    "significantly": "hardly", "first": "last", "effective": "ineffective", "older": "younger", "high": "low",
    "early": "late", "strong": "weak", "outperforms": "falls behind", "above": "below", "upper": "lower",
}  # fmt: skip
_OPPOSITES |= {other: word for word, other in _OPPOSITES.items() if word != "larger" and other not in _OPPOSITES}
_COUNTS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty"]
_BETWEEN = (
    r"(?:than|versus|vs\.?|over|causes?|caused|increases?|reduces?|affects?|leads? to|led to|followed by|compared "
    r"(?:with|to)|defeated|founded|directed|wrote|produced|outperform(?:s|ed)?|inhibits?|activates?|contains?|precedes?|into)"
)
# "Aspirin reduces fever in" gives "Fever reduces aspirin in"; a name, or up to three words on each side
_SIDES = re.compile(rf"\b((?:[\w-]+ ){{0,2}}[\w-]+) ({_BETWEEN}) ((?:(?:the|an?) )?(?:[\w-]+ )?[\w-]{{3,}})")
_NAME = re.compile(r"(?<![.?!] )(?<!^)\b[A-Z][\w-]+(?: [A-Z][\w-]+)*")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?![\w])")


def _substituted(text: str, table: dict[str, str], chance: random.Random) -> str:
    places = [m for m in re.finditer(r"\b[\w]+(?: than| least)?\b", text) if m[0].lower() in table]
    places += [m for m in re.finditer(r"\b\w+\b", text) if m[0].lower() in table]
    if not places:
        return text
    place = chance.choice(places)
    return text[: place.start()] + table[place[0].lower()] + text[place.end() :]


def _replaced(text: str, rules: Sequence[tuple[str, str]], chance: random.Random) -> str:
    fitting = [rule for rule in rules if re.search(rule[0], text)]
    return re.sub(*chance.choice(fitting), text, count=1) if fitting else text


def _other_number(text: str, chance: random.Random) -> str:
    numbers = list(_NUMBER.finditer(text))
    words = [m for m in re.finditer(r"\b[a-z]+\b", text) if m[0] in _COUNTS]
    if not numbers and not words:
        return text
    place = chance.choice(numbers + words)
    if place in words:
        changed = chance.choice([word for word in _COUNTS if word != place[0]])
    else:
        digits = [i for i, sign in enumerate(place[0]) if sign.isdigit()]
        i = chance.choice(digits[:2])
        lowest = 1 if i == 0 else 0
        digit = chance.choice([d for d in range(lowest, 10) if str(d) != place[0][i]])
        changed = place[0][:i] + str(digit) + place[0][i + 1 :]
    return text[: place.start()] + changed + text[place.end() :]


def _other_name(text: str, names: Sequence[str], chance: random.Random) -> str:
    places = list(_NAME.finditer(text))
    if not places:
        return text
    place = chance.choice(places)
    own = [m[0] for m in places if m[0] != place[0]]
    if own and chance.random() < 0.4:  # two of the sentence change places
        other = chance.choice(own)
        return re.sub(
            rf"\b(?:{re.escape(place[0])}|{re.escape(other)})\b",
            lambda m: other if m[0] == place[0] else place[0],
            text,
        )
    words = len(place[0].split())
    like = [name for name in chance.sample(names, min(60, len(names))) if len(name.split()) == words]
    return text[: place.start()] + (like or names)[0] + text[place.end() :]


def _exchanged(text: str, chance: random.Random) -> str:
    places = [m for m in _SIDES.finditer(text) if m[1].lower() != m[3].lower()]
    if not places:
        return text
    place = chance.choice(places)
    left, right = place[1], place[3]
    if left[0].isupper() and left[1:2].islower() and place.start() == 0:
        left, right = left[0].lower() + left[1:], right[0].upper() + right[1:]
    return text[: place.start()] + f"{right} {place[2]} {left}" + text[place.end() :]


_TRIMMED = [
    (r" \([^()]*\)", ""), (r"^(?:However|Moreover|Furthermore|In addition|Thus|Therefore|Finally|Here), ", ""),
    (r"^(?:We (?:found|show|showed|conclude) that|These results \w+ that|In conclusion,|Results:?) ", ""),
    (r", (?:which|who|whereas|while|although) [^,.]{8,}(?=[.]?$)", ""), (r", (?:respectively|too|however)\b", ""),
    (r"\bis not\b", "isn't"), (r"\bshowed\b", "demonstrated"), (r"\bused\b", "utilised"), (r"\bpatients\b", "people"),
    (r"\bin order to\b", "to"), (r"\bfound\b", "observed"), (r"\balso \b", ""), (r"\bapproximately\b", "about"),
]  # fmt: skip


def altered(pairs: Sequence[Pair], seed: int, each: int) -> list[Pair]:
    """So many pairs of each alteration, and as many that leave the sense as it is."""
    chance = random.Random(seed)
    true = [(p.premise, p.hypothesis) for p in pairs if p.label == 0 and not p.source.startswith("altered")]
    same = [(p.premise, p.premise) for p in pairs if p.source in ("evinf", "fever", "wice", "fm2")]
    names = sorted({m[0] for premise, _ in same for m in _NAME.finditer(premise)})
    kinds = {
        "number": (2, lambda text: _other_number(text, chance)),
        "negated": (2, lambda text: _replaced(text, _NEGATED, chance)),
        "opposite": (2, lambda text: _substituted(text, _OPPOSITES, chance)),
        "exchanged": (NOT_ENTAILED, lambda text: _exchanged(text, chance)),
        "unhedged": (NOT_ENTAILED, lambda text: _replaced(text, _UNHEDGED, chance)),
        "quantifier": (NOT_ENTAILED, lambda text: _substituted(text, _QUANTIFIERS, chance)),
        "name": (NOT_ENTAILED, lambda text: _other_name(text, names, chance)),
        "trimmed": (0, lambda text: _replaced(text, _TRIMMED, chance)),
    }
    made: dict[tuple[str, str], Pair] = {}
    for kind, (label, change) in kinds.items():
        count, wanted = 0, each * (3 if label == 0 else 1)
        pool = same + (true if label else [])
        for premise, sentence in chance.sample(pool, len(pool)):
            if 6 <= len(sentence.split()) <= 45 and (changed := change(sentence)) != sentence:
                if label and chance.random() < 0.2:  # a claim is seldom word for word
                    changed = _replaced(changed, _TRIMMED, chance)
                changed = changed[:1].upper() + changed[1:]
                made[premise, changed] = Pair(premise, changed, label, f"altered:{kind}")
                count += 1
            if count == wanted:
                break
    return list(made.values())
