"""Small collections in BEIR form that tests write for themselves."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

HEADING = "query-id\tcorpus-id\tscore"

DOCUMENTS = (
    {"_id": "drift", "title": "Concept drift", "text": "Concept drift is a change in what inputs mean over time."},
    {"_id": "bees/1 ü", "title": "Honey bees", "text": "Bees dance to tell where nectar is found."},
    {"_id": "tea", "title": "Tea", "text": "Green tea is steeped below boiling point."},
)
QUERIES = ({"_id": "q1", "text": "how do bees tell of nectar?"}, {"_id": "q2", "text": "what is concept drift?"})
JUDGED = (("q1", "bees/1 ü", 1), ("q2", "drift", 2))


def write_folder(
    folder: Path,
    documents: Iterable[Mapping[str, Any]] = DOCUMENTS,
    queries: Iterable[Mapping[str, Any]] = QUERIES,
    judged: Sequence[tuple[str, str, object]] = JUDGED,
) -> Path:
    """A folder with the three files."""
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    for name, objects in (("corpus", documents), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(one) + "\n" for one in objects), encoding="utf-8")
    rows = [HEADING, *("\t".join(map(str, row)) for row in judged)]
    (folder / "qrels" / "test.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder
