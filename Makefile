# Two commands a newcomer needs: `make ask` and `make test`. Each makes the environment where it is missing.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
WORKERS ?= 2
q ?= which papers discuss training-serving skew?

.PHONY: ask ui index test test-slow check format lock primer clean

# Not redone unless the pinned dependencies or the project's own metadata change.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $(READY)

export REFDESK_QUESTION = $(value q)

ask: $(READY)
	@$(BIN)/refdesk ask -- "$$REFDESK_QUESTION"

ui: $(READY)
	@$(BIN)/refdesk ui

index: $(READY)
	@$(BIN)/refdesk index

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: check
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

test-slow: $(READY)
	$(BIN)/python -m pytest -m slow

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Pins every dependency with its hashes for all platforms; needs uv.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--group dev pyproject.toml --output-file requirements.lock

primer: $(READY)
	$(BIN)/python -c "import typst; typst.compile('corpus/papers/mlops-primer.typ', output='corpus/papers/mlops-primer.pdf')"

clean:
	rm -rf .venv .refdesk build *.egg-info .mypy_cache .ruff_cache .pytest_cache
