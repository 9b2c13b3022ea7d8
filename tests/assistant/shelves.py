"""A small corpus of a test's own, indexed with the real models, and the works of known answers that many tests ask."""

from collections.abc import Mapping
from pathlib import Path

from index.build import build
from index.models import Models
from index.search import Search, open_search

SEVEN = {
    "both.md": """# Predicting the load of power grids

## Method

Concept drift in the meters' readings is found by comparing two windows. The model is trained by federated learning, so
that no reading leaves its household.

## Results

The error of the forecast fell by a third over two winters.
""",
    "drift.md": """# Sorting letters by machine

## Method

A detector watches for concept drift, and a person looks at the letters it stops at.

## Results

Fewer letters went to the wrong town.
""",
    "federated.md": """# Keyboards that learn

## Method

Telephones train the model together by federated learning and send gradients alone.

## Results

Words are suggested faster than before.
""",
    "neither.md": """# Old bridges and their bolts

## Method

Bolts were counted by hand on forty bridges, and their rust was weighed.

## Results

Rust grows with the salt in the air.
""",
    "cranes.bib": "@article{cranes, title = {A survey of harbour cranes}, author = {Ada Cole}, year = {2019}}\n",
    "hospitals.bib": "@article{hospitals, title = {Federated learning in hospitals}, year = {2020}}\n",
    "broken.pdf": "no pdf",
}
"""Concept drift and federated learning: works with both, one, none; two titles; one file nobody can read."""

_FILLING = """## Method

Dough rises while a camera looks at it, and the oven is set by what the camera saw an hour before.

## Results

The crust was even on nine loaves of ten.
"""

SWEPT = {
    "denied.md": f"# Ships in fog\n\nWe do not consider concept drift.\n\n{_FILLING}",
    "later.md": f"# Bees and their dances\n\n{_FILLING}\n## Conclusion\n\nConcept drift is left for future work.\n",
    "related.md": f"# Reading old maps\n\n## Related Work\n\nOthers found concept drift in registers.\n\n{_FILLING}",
    "silent.md": f"# Baking bread\n\n{_FILLING}",
    "heading.md": f"# Mending clocks\n\n## Concept drift\n\nClocks go wrong as their oil grows old.\n\n{_FILLING}",
    "titled.bib": "@article{titled, title = {A survey of concept drift}, author = {Eve Fox}, year = {2018}}\n",
    "abstract.bib": (
        "@article{abstract, title = {Counting birds}, author = {Gil Hay}, year = {2021},"
        " abstract = {Birds are counted from the air. A detector of concept drift says when to count anew.}}\n"
    ),
    "four.bib": "@article{four, title = {Concept drift in four harbours}, author = {Ida Jay}, year = {2022}}\n",
    "four.md": "# Concept drift in four harbours\n\nTides bring concept drift to every model of the harbour.\n",
    "notes.md": """# Summary

## Paper Title: Concept drift in four harbours

## Authors: Ida Jay

## Publication Year: 2022

## Benefits:
* finds concept drift early

## Challenges:
* concept drift and the season look alike
""",
    "defines.md": f"# Schools of fish\n\nWe tell fish by sonar echo counting (SEC).\n\n{_FILLING}",
    "uses.md": f"# Lakes in winter\n\nUnder ice SEC is the only way.\n\n{_FILLING}",
}
"""Concept drift denied, put off, told of others, in a heading, in a title, in an abstract, in paper and notes of one
work; and an abbreviation that one work defines and another uses."""


_NOTE = """---
title: {title}
year: {year}
authors: {author}
kind: note
---

"""
NOTED = {
    "notes/ferries.md": _NOTE.format(title="Ferries that steer themselves", year=2021, author="Ada Cole")
    + """## Challenges

The author names four:

- Low accuracy in fog
- Need for talents
- 5 % of the sensors fail
- monitoring of the engine is slow

## Tools

- Prometheus
- Grafana, for monitoring

## Results

## My verdict

Include.
""",
    "notes/lifts.md": _NOTE.format(title="Lifts that learn their house", year=2022, author="Eve Fox")
    + """## Tools

- the Prometheus.
- MLflow

## Challenges

- No low accuracy, but slow rides
- a need for talent
- 50 % of the sensors fail

## My verdict

Exclude: not on our topic.
""",
    "notes/mills.md": _NOTE.format(title="Mills that know the wind", year=2023, author="Gil Hay")
    + """## Results

The yield rose by a tenth. Two mills stood still.

## Challenges

## Tools

- `observability` with dashboards of every turn
- =HYPERLINK("http://x.example";"y") [link](http://x.example)

## My verdict

Include, but read again.
""",
    "org/ovens.org": """* Ovens that smell the bread
:PROPERTIES:
:YEAR: 2023
:END:
** TODO Challenges
*** TODO Need for talents
*** Smoke hides the crust
** Findings
1. The crust was even.
** Verdict
Include.
""",
    "cranes.bib": "@article{cranes, title = {A survey of harbour cranes}, author = {Ida Jay}, year = {2019}}\n",
}
"""Notes in two templates on four works, and a work without notes."""


def shelve(folder: Path, files: Mapping[str, str], models: Models) -> Search:
    """Write the files, index them and open the index; the caller closes it. Short texts say that they are papers."""
    for name, text in files.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        is_paper = path.suffix == ".md" and not text.startswith("---")
        path.write_text(f"---\nkind: paper\n---\n{text}" if is_paper else text, encoding="utf-8")
    build(folder / "corpus", folder / ".refdesk", models.embedder)
    return open_search(folder / ".refdesk", models)


def keys(search: Search) -> dict[str, str]:
    """Citation keys by the name of the file, without its suffix, that tells of the work."""
    return {Path(work.sources[0]).stem: work.key for work in search.catalogue.works()}
