# Two commands matter: `make nightly` and `make test`. Each sets up everything it needs in .venv.
PYTHON ?= python3

.DEFAULT_GOAL := help
# What a command is given goes to it as typed, through the environment: no sign in it means anything to make or to the shell.
override export AT := $(value AT)
override export CUTOFF := $(value CUTOFF)
override export FILE := $(value FILE)
override export FORM := $(value FORM)
override export FROM := $(value FROM)
override export LABEL := $(value LABEL)
override export PERIOD := $(value PERIOD)
override export RECEIVER := $(value RECEIVER)
override export TO := $(value TO)
.PHONY: help nightly test ui sql notebook export verify-archive words freeze chase as-of replay why backup restore watch templates form-preview form-from pictures sample soak fuzz lint bench backtest lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

nightly: .venv/run ## run the nightly job on raw/returns and publish
	@.venv/bin/python -m pipelines nightly

test: .venv/dev ## run every test
	@PYTHONDONTWRITEBYTECODE= GLIBC_TUNABLES=$(SMALL_PIECES) .venv/bin/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

# DuckDB plans a query in thousands of small pieces of memory: kept at hand, a model of few rows is made in a tenth less time.
SMALL_PIECES := glibc.malloc.tcache_count=60000

ui: .venv/run ## open Dagster's UI on http://127.0.0.1:3000, with its daemon and the pages: make ui [PORT=3000] [READ_ONLY=1]
	@.venv/bin/python -m pipelines ui $(if $(PORT),--port $(PORT)) $(if $(READ_ONLY),--read-only)

sql: .venv/run ## open a read-only SQL shell on the published file
	@.venv/bin/python -m pipelines sql

notebook: .venv/dev ## open the questions of sql/analyses with their answers as a marimo notebook
	@.venv/bin/python -m marimo edit docs/questions.py

export: .venv/run ## write the marts as Parquet, CSV and SDMX into warehouse/exports; nights keep them up to date from then on
	@.venv/bin/python -m pipelines export

words: .venv/run ## after an upgrade: take over the words and sentences that the registers lack, and check all registers
	@.venv/bin/python -m pipelines words

verify-archive: .venv/run ## compare every archived file with its hash
	@.venv/bin/python -m pipelines verify-archive

freeze: .venv/run ## keep the last release for ever: make freeze LABEL='Sơ kết giữa nhiệm kỳ' CUTOFF=2023H1
	@.venv/bin/python -m pipelines freeze --label="$$LABEL" --cutoff="$$CUTOFF"

chase: .venv/run ## remind units whose return is late or refused: make chase PERIOD=2023H2 [MAIL=1]
	@.venv/bin/python -m pipelines chase $(if $(MAIL),--mail) -- "$$PERIOD"

as-of: .venv/run ## make the warehouse as it was known at an instant, in warehouse/as_of: make as-of AT=2023-07-31T02:00
	@.venv/bin/python -m pipelines as-of --at="$$AT"

replay: .venv/run ## make every release again from the archive, and say which come out row for row
	@.venv/bin/python -m pipelines as-of --every-release

why: .venv/run ## say why figures changed between two releases, by reason: make why FROM=12 TO=14
	@.venv/bin/python -m pipelines why --from="$$FROM" --to="$$TO"

backup: .venv/run ## copy archive, journals, registers and releases: make backup TO=/mnt/backup/unit-returns
	@.venv/bin/python -m pipelines backup -- "$$TO"

restore: .venv/run ## put a backup back where nothing lies yet: make restore FROM=/mnt/backup/unit-returns
	@.venv/bin/python -m pipelines restore -- "$$FROM"

watch: .venv/run ## tell what stands: an old release, faults of the archive, returns due soon; for cron or a systemd timer
	@.venv/bin/python -m pipelines watch

templates: .venv/run ## write workbooks to fill in: make templates PERIOD=2023H2 [RECEIVER='Văn phòng Đảng ủy']
	@.venv/bin/python -m pipelines templates --receiver="$$RECEIVER" -- "$$PERIOD"

form-preview: .venv/run ## draw a form from the registers, with what each cell becomes: make form-preview FORM=01-TCĐ [PERIOD=2023H2]
	@.venv/bin/python -m pipelines form-preview --period="$$PERIOD" -- "$$FORM"

form-from: .venv/run ## propose the registers' lines for the form in a workbook: make form-from FILE=bieu.xlsx
	@.venv/bin/python -m pipelines form-from -- "$$FILE"

pictures: .venv/dev ## take the README's pictures anew (needs chromium, libreoffice and poppler-utils)
	@.venv/bin/python -m tests.pictures

sample: .venv/dev ## write the sample returns again
	@.venv/bin/python -m tests.sample

soak: .venv/dev ## the tests that take long, with a year of nights: make soak [SOAK_NIGHTS=40] [SOAK_SEED=7]
	@.venv/bin/python -m pytest -m soak -s
	@EXAMPLES_TIMES=10 .venv/bin/python -m pytest tests/properties tests/unit/test_resaved_registers.py

fuzz: .venv/dev ## damaged workbooks through the reader, for FUZZ_SECONDS (600)
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-fuzz.txt
	@.venv/bin/python -m tests.fuzz -max_total_time=$(or $(FUZZ_SECONDS),600)

lint: .venv/dev ## ruff and mypy
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy $(KEPT)

# What CI checks it checks once: what mypy would keep for the next time is an eighth of its work.
KEPT := $(if $(CI),--cache-dir=/dev/null)

bench: .venv/dev ## measure, side by side
	@.venv/bin/python -m tests.bench

backtest: .venv/dev ## play made-up terms to their end and see how their outlooks fare
	@.venv/bin/python -m tests.backtest

lock: ## pin every package again, with hashes (needs uv)
	@for what in "pyproject.toml -o requirements.txt" \
	    "pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt" \
	    "--group pyproject.toml:fuzz -o requirements-fuzz.txt" \
	    "--group pyproject.toml:installer -o requirements-installer.txt"; do \
	    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	        --no-emit-index-url --no-header --no-annotate $$what; done

clean: ## remove everything derived (raw/ and the archive stay)
	rm -rf .venv warehouse/*

# The lock is complete, so nothing is resolved here: --no-deps. A pip of today looks through an index in half the time of the
# one that comes with Python; where it is not to be had, that one does it too. Bytecode is compiled at once, which halves start-up,
# and on every core, which pip does not; what is no Python of today is passed over, as pip does, and so are the packages' own tests
# and what runs once or is compiled already.
INSTALL := .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes
COMPILE := .venv/bin/python -W ignore -m compileall -qq -j 0 -x '/(tests|pip|setuptools|pkg_resources|mypy|mypyc)/' .venv/lib || true

define SET_UP
@echo "setting up .venv (once)"
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
@test -x .venv/bin/python || $(PYTHON) -m venv .venv
-@$(INSTALL) -r requirements-installer.txt
@$(INSTALL) -r $<
@$(COMPILE)
@touch $@
endef

# The packages for tests hold those of a run. Where both are wanted they are installed at once, by one pip.
ifeq ($(filter test lint notebook bench backtest soak fuzz sample pictures,$(MAKECMDGOALS)),)
.venv/run: requirements.txt
	$(SET_UP)
else
.venv/run: .venv/dev
	@touch $@
endif

.venv/dev: requirements-dev.txt requirements.txt
	$(SET_UP)
	@touch .venv/run
