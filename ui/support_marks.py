"""How it is shown, in a terminal and on the page, how well a claim is supported."""

from assistant.answers import Support

MARKS = {Support.VERBATIM: "✓✓", Support.SUPPORTED: "✓", Support.WEAK: "~", Support.UNSUPPORTED: "✗"}
LEGEND = {
    Support.VERBATIM: "stands there word for word",
    Support.SUPPORTED: "supported by what it cites",
    Support.WEAK: "weakly supported",
    Support.UNSUPPORTED: "not supported",
}
