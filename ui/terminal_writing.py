"""What a language model wrote, as a person sees it in a terminal: each sentence with its citations and its mark."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from assistant.answers import Support
from assistant.wording import markers, parted
from ui.support_marks import LEGEND, MARKS
from ui.terminal import visible
from ui.written import written_in

if TYPE_CHECKING:
    from assistant.answers import Answer, Claim

_STYLE = {Support.VERBATIM: "green", Support.SUPPORTED: "green", Support.WEAK: "yellow", Support.UNSUPPORTED: "red"}


def show_written(console: Console, answer: "Answer", lead: str = "") -> None:
    """The paragraphs under a line that leads to them, with a mark behind each sentence, and what the marks mean."""
    paragraphs = written_in(answer)
    if paragraphs and lead:
        console.print(Text(f"\n{lead}", style="bold underline"))
    for paragraph in paragraphs:
        if paragraph.heading:
            console.print(Text(f"\n{visible(paragraph.heading)}", style="bold"))
        text = Text(" ").join(_sentence(answer.claims[number]) for number in paragraph.claims)
        console.print(Padding(Text("• ") + text if paragraph.item else text, (0 if paragraph.item else 1, 0, 0, 0)))
    if paragraphs:
        used = {answer.claims[number].support for paragraph in paragraphs for number in paragraph.claims}
        legend = ", ".join(f"{MARKS[support]} {LEGEND[support]}" for support in Support if support in used)
        console.print(Padding(Text(f"Checked by program: {legend}.", style="dim"), (1, 0, 1, 0)))


def _sentence(claim: "Claim") -> Text:
    body, end = parted(claim.text)
    line = Text(visible(body))
    line.append(markers(claim.citations), style="bold")
    line.append(visible(end))
    return line.append(f" {MARKS[claim.support]}", style=_STYLE[claim.support])
