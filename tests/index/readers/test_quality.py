"""Whether the text of a page is what a person reads there."""

import random

import pytest

from index.readers.pdf import reader as pdf
from index.readers.pdf.pages import has_lost_spaces, is_garbled, page_faults, warnings
from index.sources import Fault, PageFault
from tests.index.readers.handmade import make_pdf, one_page, stream

PROSE = (
    "Models drift in production because the world from which their data came goes on changing. "
    "Teams that watch their inputs notice it early, and those that do not learn of it from their users. "
) * 4
GOOD = {
    "prose": PROSE,
    "German": "Die Weiterentwicklungsmöglichkeiten der Datenverarbeitungsanlagen sind nun kaum zu übersehen. " * 6,
    "Czech": "Strč prst skrz krk, řekl zlý vlk, a čtvrtý den zmlkl i smrk, vrch, hrb, krb, chrt, brk a drn. " * 6,
    "Greek": "Τα μοντέλα αλλάζουν στην παραγωγή επειδή ο κόσμος από τον οποίο προήλθαν αλλάζει συνεχώς. " * 6,
    "Russian": "Модели меняются в эксплуатации потому, что мир, из которого взяты данные, меняется. " * 6,
    "Arabic": "وعليه فإن الحكومة تضع على عاتقها وخلال المرحلة المقبلة تكليف السيد رئيس الجمهورية. " * 6,
    "Hebrew": "מודלים משתנים בייצור משום שהעולם שממנו באו הנתונים ממשיך להשתנות כל הזמן. " * 6,
    "Chinese": "模型在生产环境中会漂移，因为数据来源的世界在不断变化。团队应当监测输入数据。" * 10,
    "Japanese": "モデルは本番環境で変化します。なぜならデータの世界が変わり続けるからです。" * 10,
    "Thai": "แบบจำลองเปลี่ยนแปลงในการใช้งานจริงเพราะโลกที่ข้อมูลมาจากนั้นเปลี่ยนแปลงอยู่เสมอ" * 10,
    "formulas": "∂L/∂w = Σ_i (y_i − ŷ_i) x_i + λ w, H(X) = −Σ p(x) log p(x), x ∈ ℝ^n, α ≤ β, ∫ f(x) dx = 1. " * 8,
    "a table": "LR 0.91 0.88 0.90 12.3 SVM 0.92 0.87 0.89 14.1 CNN 0.95 0.93 0.94 88.0 LSTM 0.94 0.92 0.93 99.1\n" * 8,
    "code": "def train(x: list[int]) -> None:\n    for i in range(10):\n        print(x[i], sum(x[:i]))\n" * 8,
    "leaders": "1 Introduction ................................ 3\n2 Method ........................... 7\n" * 8,
    "addresses": "https://github.com/someone/a-rather-long-repository-name/blob/main/src/module/file.py\n" * 8,
    "initialisms": "The SGD, LSTM and RBF kernels of BERT, GPT and XGB run on NVMe; HTTP and TLS serve the rest. " * 6,
    "broken words": "Com\ufffeputing is re\x02peated where lines end and the soft\xad hyphen stays in the text of it. "
    * 6,
    "nothing": "",
    "a page number": "17",
}


@pytest.mark.parametrize("kind", GOOD)
def test_text_of_any_kind_and_script_is_no_fault(kind: str) -> None:
    assert (is_garbled(GOOD[kind]), has_lost_spaces(GOOD[kind])) == (False, False)


def _shifted(text: str, by: int) -> str:
    """Every letter moved along the alphabet, as from a font without a table of its characters."""
    return "".join(chr(max(33, ord(char) + by)) if not char.isspace() else char for char in text)


@pytest.mark.parametrize(
    "text",
    [
        "\ufffd" * 40 + PROSE[:200],
        "\ue001\ue002\uf0b7 " * 60,
        "(cid:12)(cid:7)(cid:88) " * 30,
        "\x01\x03\x04\x05 " * 60,
        _shifted(PROSE, -29),
        _shifted(PROSE, 3),
        _shifted(PROSE, -60),
    ],
    ids=["replacement marks", "private use", "cid", "control", "shifted down", "shifted up", "symbols"],
)
def test_characters_that_are_not_those_printed_are_garbled(text: str) -> None:
    assert is_garbled(text)


@pytest.mark.parametrize("kept", [0.0, 0.1, 0.2])
def test_words_that_run_together_have_lost_their_spaces(kept: float) -> None:
    chance = random.Random(7)
    assert has_lost_spaces("".join(char for char in PROSE if char != " " or chance.random() < kept))


@pytest.mark.parametrize("across", [False, True])
def test_columns_are_read_one_after_the_other_or_across(across: bool) -> None:
    left = [(20, 280 - 8 * i, f"the left column goes on {i}") for i in range(30)]
    right = [(170, 280 - 8 * i, f"but right of it {i} else") for i in range(30)]
    shown = [line for both in zip(left, right, strict=True) for line in both] if across else left + right
    said = " ".join(f"1 0 0 1 {x} {y} Tm ({text}) Tj" for x, y, text in shown)
    source = pdf.read(one_page(f"BT /F1 6 Tf {said} ET".encode()))
    assert source.faults == ((PageFault(1, Fault.INTERLEAVED),) if across else ())


def test_columns_that_come_in_turns_are_read_across() -> None:
    """Lines a little higher in one column than in the other are lines of their own."""
    shown = [
        line
        for i in range(20)
        for line in ((20, 280 - 14 * i, "the left column goes on"), (170, 273 - 14 * i, "but right of it else"))
    ]
    said = " ".join(f"1 0 0 1 {x} {y} Tm ({text}) Tj" for x, y, text in shown)
    source = pdf.read(one_page(f"BT /F1 6 Tf {said} ET".encode()))
    assert source.faults == (PageFault(1, Fault.INTERLEAVED),)


def test_a_table_with_a_word_on_either_side_is_not_read_across() -> None:
    said = " ".join(
        f"1 0 0 1 20 {280 - 8 * i} Tm (Row {i}) Tj 1 0 0 1 170 {280 - 8 * i} Tm (0.{i}) Tj" for i in range(30)
    )
    assert pdf.read(one_page(f"BT /F1 6 Tf {said} ET".encode())).faults == ()


def three_pages(second: bytes) -> bytes:
    """A page of text, a page with this content, a page of text; object 9 is a picture."""
    said = stream(b"BT /F1 10 Tf 20 200 Td (Models drift in production, as the first page says.) Tj ET")
    shown = b"/Resources << /Font << /F1 10 0 R >> /XObject << /Im 9 0 R >> >> /MediaBox [0 0 300 300] /Parent 2 0 R"
    pages = (b"<< /Type /Page %s /Contents %d 0 R >>" % (shown, content) for content in (6, 7, 8))
    return make_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3 >>",
        *pages,
        said,
        stream(second),
        said,
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Length 1 >>\nstream\nA\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )


@pytest.mark.parametrize(
    ("content", "is_fault"),
    [
        (b"", False),
        (b"q 300 0 0 300 0 0 cm /Im Do Q", True),
        (b"q 300 0 0 300 0 0 cm /Im Do Q BT /F1 9 Tf 150 10 Td (2) Tj ET", True),
        (b"q 20 0 0 20 0 0 cm /Im Do Q BT /F1 24 Tf 20 150 Td (Part Two) Tj ET", False),
        (b"0 0 m 100 100 l 200 50 l S", True),
    ],
    ids=["blank", "a scan", "a scan with a page number", "a page between parts", "a drawing"],
)
def test_a_page_with_a_picture_in_place_of_text_is_named_and_a_blank_one_is_not(content: bytes, is_fault: bool) -> None:
    source = pdf.read(three_pages(content))
    assert source.faults == ((PageFault(2, Fault.NO_TEXT),) if is_fault else ())
    assert source.warnings == (("no text on page 2 (scanned?): run OCR over it",) if is_fault else ())


def test_a_document_without_any_text_is_at_fault_on_every_page() -> None:
    faults = page_faults({1: "", 2: " \n"}, frozenset(), frozenset())
    assert faults == (PageFault(1, Fault.NO_TEXT), PageFault(2, Fault.NO_TEXT))
    assert warnings(faults, 2) == ("no text on any of its 2 pages (scanned images?): run OCR over it",)


def test_each_kind_of_fault_is_one_line_that_names_ten_pages() -> None:
    faults = [PageFault(page, Fault.GARBLED) for page in range(1, 13)] + [PageFault(20, Fault.LOST_SPACES)]
    assert warnings(faults, 30) == (
        "garbled text on page 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and more (fonts that do not say which letters they draw?): "
        "run OCR over it",
        "spaces lost on page 20, words run together: get another copy or run OCR over it",
    )
