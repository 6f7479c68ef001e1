# Every target in one line: make help
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# The cases shipped; what else lies under data/ is yours: asknown check NAME
CASES := kazakhstan-2022 ukraine-estimates derna-2023

.PHONY: help report test lab check docs site-docs statements mutants editions stress bench sbom licences clean lock

help: ## print every target with one line
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 11

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

report: $(READY) ## build the default edition (the last day of the default case)
	$(BIN)/asknown report

test: $(READY) ## run the tests
	$(BIN)/python -m pytest

lab: $(READY) ## open JupyterLab on the notebooks
	$(BIN)/asknown lab

check: $(READY) ## ruff, mypy strict, the order of imports, every shipped ledger, and the generated pages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check
	for case in $(CASES); do $(BIN)/asknown check data/$$case || exit 1; done

editions: $(READY) ## build the three committed editions and the pictures in docs/gallery
	$(BIN)/asknown report --as-of 2022-01-12
	$(BIN)/asknown report --as-of 2024-01-03
	$(BIN)/asknown report derna-2023 --as-of 2023-09-17
	$(BIN)/python docs/gallery.py
	$(BIN)/python docs/gallery_lab.py

docs: $(READY) ## renew the pages that follow from the code
	$(BIN)/python docs/generate.py

.venv-docs/.ready: docs/requirements.lock
	$(PYTHON) -m venv .venv-docs
	.venv-docs/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r docs/requirements.lock
	@touch $@

site-docs: .venv-docs/.ready ## make the site of the docs in build/site-docs, every link checked
	@NO_MKDOCS_2_WARNING=1 .venv-docs/bin/mkdocs build --quiet --strict --clean --site-dir build/site-docs
	@echo "open build/site-docs/index.html"

statements: $(READY) ## hold every statement against the rows, count how often each was reached, renew docs/statements.md
	$(BIN)/python -m tests.support.truth
	$(BIN)/python docs/generate.py

mutants: $(READY) ## change the library in one place at a time, and see whether a test notices (an hour)
	$(BIN)/python -m tests.support.mutants

stress: $(READY) ## heavy runs: no hindsight on every day, twelve days looked at, a huge case (an hour)
	$(BIN)/python -m pytest -m "stress or slow or browser"
	$(BIN)/python -m tests.support.mutants

turn: $(READY) ## a tenth of the heavy tests, by the number of commits: ten in a row run every one with some of its parameters
	ASKNOWN_CI=1 ASKNOWN_TURN=$$(git rev-list --count HEAD) $(BIN)/python -m pytest -m stress -v --durations=5

bench: $(READY) ## measure against plain tools, in turn; tables go to benchmarks/results (ASKNOWN_BENCH_QUICK=1: fewer)
	$(BIN)/python benchmarks/cold.py
	$(BIN)/python benchmarks/parts.py
	$(BIN)/python benchmarks/scale.py
	$(BIN)/python benchmarks/many.py
	$(BIN)/python benchmarks/length.py
	$(BIN)/python benchmarks/workers.py
	$(BIN)/python benchmarks/audit.py

sbom: $(READY) ## write sbom.json: every package installed here, as CycloneDX, the same bytes each time
	$(BIN)/cyclonedx-py environment --output-reproducible --of JSON -o sbom.json $(BIN)/python

licences: $(READY) ## renew docs/licences.md from what the lock installs
	$(BIN)/python docs/licences.py

lock: ## renew requirements.lock (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra dev --extra cluster --extra audit pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --group pyproject.toml:docs -o docs/requirements.lock

clean: ## remove the environment and everything that can be made again
	rm -rf .venv .venv-docs build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
