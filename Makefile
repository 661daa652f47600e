# Everything that a new machine with Python 3.11, git, make and Node needs: `make site`, `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
AS_OF ?= 2026-11-20
VENV := .venv
BIN := $(VENV)/bin
OLDEST := .venv-oldest
TOOLS := .venv-tools
MUTMUT := .venv-mutmut
TRESTLE := .venv-trestle
SEED ?= 1

# The tests start hundreds of processes, which would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: audit crashes crashes-all dist limits mutate mutate-gate pictures site test test-all test-oldest test-oscal lint format bench browser lock clean
.DEFAULT_GOAL := site

site: $(VENV)/.done
	$(BIN)/nachweis build --as-of $(AS_OF)

test: $(VENV)/.done browser
	$(BIN)/pytest -n 2 --dist loadgroup -m "not slow"

test-all: $(VENV)/.done $(OLDEST)/.done browser
	$(BIN)/pytest -n 2 --dist loadgroup

# Every command that writes, ended at each of its writes, and run beside another one.
crashes: $(VENV)/.done
	$(BIN)/pytest -n 2 --dist loadgroup tests/crashes

# The same, and no write stands for others: some hours, or a part of it (WHICH='-k build').
crashes-all: $(VENV)/.done
	CRASHES=all $(BIN)/pytest -n 2 --dist loadgroup tests/crashes $(WHICH)

# The commands and a build with the oldest libraries that pyproject.toml allows.
test-oldest: $(VENV)/.done $(OLDEST)/.done
	$(BIN)/pytest tests/oldest

# What the examples export as OSCAL is read by another tool, compliance-trestle.
test-oscal: $(VENV)/.done $(TRESTLE)/.done
	rm -rf _build/oscal _build/trestle && mkdir -p _build/oscal _build/trestle
	cd _build/trestle && ../../$(TRESTLE)/bin/trestle init --local
	set -e; for key in LGA RWD VKN; do \
	  for model in catalog profile component-definition mapping-collection ssp assessment-plan assessment-results poam; do \
	    $(BIN)/nachweis export oscal $$key --model $$model --as-of $(AS_OF) --output _build/oscal/$$key-$$model.json; \
	    cp _build/oscal/$$key-$$model.json _build/trestle; \
	    (cd _build/trestle && ../../$(TRESTLE)/bin/trestle import -f ../oscal/$$key-$$model.json -o $$key-$$model); \
	  done; \
	done
	cd _build/trestle && ../../$(TRESTLE)/bin/trestle validate -a

$(TRESTLE)/.done:
	python3 -m venv $(TRESTLE)
	$(TRESTLE)/bin/pip install --quiet "compliance-trestle>=5.2"
	touch $@

lint: $(VENV)/.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nachweis check --as-of $(AS_OF) --quiet

format: $(VENV)/.done
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Defects that a careful auditor would find: none may escape the gate, no harmless edit may alarm it.
mutate: $(VENV)/.done
	$(BIN)/python -m tests.mutations.run

# Changes of the gate's own source: a test must notice at least 95 % of a sample of them.
mutate-gate: $(VENV)/.done $(MUTMUT)/.done
	mkdir -p _build
	$(MUTMUT)/bin/python tests/mutations/make_mutants.py extensions/nachweis/trace --seed $(SEED) > _build/mutants.json
	$(BIN)/python -m tests.mutations.gate _build/mutants.json

$(MUTMUT)/.done: Makefile
	$(PYTHON) -m venv $(MUTMUT)
	$(MUTMUT)/bin/pip install --quiet --disable-pip-version-check mutmut==3.8.1
	touch $@

# The handbook's pictures of the site, taken from the examples.
pictures: site browser
	$(BIN)/python -m tests.support.pictures _build/site

bench: $(VENV)/.done
	$(BIN)/python benchmarks/run.py

# What the worst files of strangers cost each command; half an hour of the processor.
limits: $(VENV)/.done
	$(BIN)/python -m tests.limits.run

$(VENV)/.done: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(OLDEST)/.done: $(VENV)/.done
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(OLDEST)
	$(BIN)/uv pip install --quiet --python $(OLDEST)/bin/python --resolution lowest-direct \
	  -r pyproject.toml --extra charts --extra docx --extra pdf --extra serve --extra sign
	touch $@

# What the tests of pages need: Chromium from the system's packages, axe-core from npm. Its part
# without windows needs a third of the work of the whole, which does where that cannot be had.
browser: node_modules/.done
	@command -v chromium-headless-shell >/dev/null || \
	  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium-headless-shell; } \
	  >/dev/null 2>&1 || command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
	  echo "Chromium is missing: install your system's package 'chromium' to run the tests of pages."

node_modules/.done: package-lock.json
	npm ci --silent --ignore-scripts
	touch $@

# Renew the locked requirements.
lock: $(VENV)/.done
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev \
	  --no-emit-index-url --no-header --no-annotate --upgrade pyproject.toml -o requirements.txt
	printf 'cyclonedx-bom>=7,<8\npip-audit>=2.9,<3\n' | $(BIN)/uv pip compile --quiet --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade \
	  - -o requirements-tools.txt

# What a house keeps in `vendor/`: the wheel, made of the sources as they are handed on (sdist), the
# lock of all that it uses, and a list of both (SBOM) in the format CycloneDX. The tools for that
# have an environment of their own.
dist: $(VENV)/.done $(TOOLS)/.done
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --extra docx --extra pdf --extra sign --constraint requirements.txt \
	  --no-emit-index-url --no-header --no-annotate pyproject.toml -o dist/requirements.txt
	$(TOOLS)/bin/cyclonedx-py requirements --pyproject pyproject.toml --mc-type application \
	  --output-reproducible --output-format JSON --output-file dist/nachweis.cdx.json dist/requirements.txt
	$(BIN)/python -c "import hashlib, json, pathlib, nachweis; \
	  [wheel] = pathlib.Path('dist').glob('*.whl'); digest = hashlib.sha256(wheel.read_bytes()).hexdigest(); \
	  path = pathlib.Path('dist/nachweis.cdx.json'); sbom = json.loads(path.read_text()); \
	  made = {'version': nachweis.__version__, 'purl': f'pkg:pypi/nachweis@{nachweis.__version__}', \
	    'hashes': [{'alg': 'SHA-256', 'content': digest}]}; \
	  sbom['metadata']['component'].update(made); path.write_text(json.dumps(sbom, indent=2) + '\n')"

# Known weaknesses of what is locked: asks a database on the network, and fails where none answers.
# Without a network: ADVISORIES=vulns, that folder of a copy of PyPA's database of advisories.
audit: $(TOOLS)/.done $(if $(ADVISORIES),$(VENV)/.done)
	@mkdir -p _build
	@set -e; for lock in requirements.txt requirements-tools.txt; do \
	  set -- $(TOOLS)/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off --requirement $$lock; \
	  if [ -n "$(ADVISORIES)" ]; then \
	    set -- $(BIN)/python -m tests.support.advisories "$(ADVISORIES)" "$$@" --vulnerability-service osv --osv-url @ADDRESS@; fi; \
	  if "$$@" > _build/audit.txt 2>&1; then echo "$$lock: $$(grep 'No known' _build/audit.txt)"; \
	  elif grep -q '^Found' _build/audit.txt; then cat _build/audit.txt; exit 1; \
	  else tail -n 1 _build/audit.txt; echo 'make audit: no database answered, so nothing is known; try again with a network, or with ADVISORIES=FOLDER' >&2; exit 2; fi; \
	done

$(TOOLS)/.done: requirements-tools.txt
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-tools.txt
	touch $@

clean:
	rm -rf _build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist
	find . -name __pycache__ -not -path "./.venv*" -prune -exec rm -rf {} +
