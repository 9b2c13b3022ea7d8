"""Small corpora that tests write for themselves."""

from pathlib import Path

ESCAPES = "\x1b[31mred\x1b[0m \x1b]0;owned\x07 \x1b[2J \u202egnp.exe"
MARKUP = "[red]x[/red] [/nothing] :smile: $x^2$ :red[danger] <b onclick=alert(1)>b</b> <img src=x onerror=alert(2)>"
WEB = "![](http://pics.example/x.png) http://links.example www.links.example &amp; &lt;b&gt; a -> b -- :material/home:"
HOSTILE_NAME = "notes [bold]a\x1b[31m.md"
HOSTILE_QUOTE = f"Widget calibration goes with {MARKUP} and {WEB} to the end."
HOSTILE_TITLE = f"Calibrating [red]widgets[/red] at www.links.example or http://links.example {ESCAPES}"


def write_paper(corpus: Path, name: str = "widgets.md", title: str = "Calibrating Widgets", text: str = "") -> Path:
    """A paper of one section, in Markdown."""
    corpus.mkdir(parents=True, exist_ok=True)
    file = corpus / name
    told = text or "Widget calibration keeps every gauge in step with the standard kept at the institute."
    file.write_text(f"# {title}\n\n## Method\n\n{told}\n", encoding="utf-8")
    return file


def write_hostile(corpus: Path) -> Path:
    """A paper whose title, text and file name try to steer a terminal or a browser."""
    script = "<script>document.title = 'owned'</script>"
    text = f"{HOSTILE_QUOTE} Another sentence tells of widget calibration with {ESCAPES} {script} in it."
    return write_paper(corpus, HOSTILE_NAME, HOSTILE_TITLE, text)


def write_unreadable(corpus: Path, name: str = "broken.pdf") -> Path:
    """A file that ends in .pdf and is none."""
    corpus.mkdir(parents=True, exist_ok=True)
    file = corpus / name
    file.write_bytes(b"no PDF at all")
    return file


def write_many(corpus: Path, count: int) -> None:
    """Papers enough for a build to be stopped in the middle of."""
    for number in range(count):
        words = " ".join(f"gauge{number} drifts by {number * step} microns in week {step}" for step in range(14))
        write_paper(corpus, f"paper{number:03}.md", f"Gauge Number {number}", f"{words}.")
