"""What the doctor found, for a terminal and as a JSON document."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from ui.documents import Document
from ui.terminal import visible

if TYPE_CHECKING:
    from index.findings import Diagnosis

_SHOWN = 10


def show_diagnosis(console: Console, diagnosis: "Diagnosis") -> None:
    """Findings by kind, the first ten of each."""
    for kind, count in diagnosis.counts.items():
        console.print(Text(f"{kind} ({count})", style="bold yellow"))
        for finding in diagnosis.of(kind)[:_SHOWN]:
            line = Text.assemble((visible(finding.subject), "bold"), f": {visible(finding.text)}")
            console.print(Padding.indent(line, 2))
        if count > _SHOWN:
            console.print(Text(f"  and {count - _SHOWN} more; --json has all", style="dim"))
        console.print()
    found = f"{len(diagnosis.findings)} findings" if diagnosis.findings else "nothing is wrong or missing"
    console.print(f"{diagnosis.sources} sources, {diagnosis.works} works: {found}.", highlight=False)


def diagnosis_document(diagnosis: "Diagnosis") -> Document:
    """Of `doctor --json`."""
    return {
        "generation": diagnosis.generation,
        "sources": diagnosis.sources,
        "works": diagnosis.works,
        "clean": not diagnosis.findings,
        "counts": {str(kind): count for kind, count in diagnosis.counts.items()},
        "findings": [
            {"kind": str(f.kind), "subject": f.subject, "text": f.text, "sources": list(f.sources)}
            for f in diagnosis.findings
        ],
    }
