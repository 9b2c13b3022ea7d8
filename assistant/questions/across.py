"""Telling whether a lookup asks what several works say: "what do the papers say about drift?"."""

from assistant.questions.phrases import compiled

_TELLERS = (
    r"(?:(?:the|my|our|these|those|different|various|all|existing|published|recent)\s+)*"
    r"(?:papers|works|studies|articles|publications|authors|researchers|scholars|sources|summaries|notes|abstracts"
    r"|literature|research|corpus|collection)"
)
_SAY = (
    r"(?:say|says|tell|report|find|found|argue|claim|conclude|recommend|suggest|propose|write|think|agree|disagree|see|view"
    r"|describe|define|address|treat|handle|approach|deal|explain|name|mention|give|offer|consider|understand|discuss)"
)
_ACROSS = compiled(
    rf"\b(?:what|how|why|which\s+\w+|where|when)\b[^?.]*\b(?:do|does|did|have|has|can|could)\s+{_TELLERS}\b"
    rf"[^?.]*\b{_SAY}"
    rf"|\baccording\s+to\s+{_TELLERS}\b"
    rf"|\b(?:in|across|throughout|from|by)\s+{_TELLERS}\b\s*[?.!]*$"
    r"|^\s*(?:please\s+)?(?:summari[sz]e|synthesi[sz]e|review|give\s+(?:me\s+)?an?\s+(?:overview|summary|synthesis)\s+of)\b"
    r"|\bstate\s+of\s+(?:the\s+)?(?:research|knowledge|art)\b"
)


def asks_across(text: str) -> bool:
    """Whether an answer has to bring together what several works say, rather than find who says it best."""
    return bool(_ACROSS.search(text))
