# Everything that a fresh clone needs is set up here: make and python3 (3.11 or newer, with venv) are enough.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: demo test test-pure test-whoosh3 lint format clean

demo: .venv/ready
	$(BIN)/searchcsto index seeds --index index
	$(BIN)/searchcsto query "peacekeeping Kazakhstan" --index index

test: .venv/ready-dev
	$(BIN)/python -m pytest

# Tests of the engine without compiled loops, as it runs where nothing could be compiled.
test-pure: .venv/ready-dev
	SEARCHCSTO_PURE=1 $(BIN)/python -m pytest tests/engines/test_executor.py tests/engines/test_codec_files.py \
		tests/engines/test_codec_words.py tests/engines/test_writer.py tests/engines/test_whoosh_bridge_queries.py \
		tests/query tests/test_ranking.py tests/test_index.py tests/test_seeds.py

# The same tests of the Whoosh side with whoosh3, a fork with the same import name, in an environment of its own.
test-whoosh3: .venv-whoosh3/ready
	.venv-whoosh3/bin/python -m pytest tests/engines/test_whoosh_bridge.py tests/engines/test_whoosh_bridge_queries.py tests/test_index.py

lint: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv .venv-whoosh3 .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

.venv/ready: pyproject.toml hatch_build.py $(wildcard searchcsto/engines/whoosh/codec/*.pyx)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "searchcsto needs Python 3.11 or newer; name one with: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m compileall -q searchcsto  # pip compiles what it copies; compiling at each start takes 0.1 s
	touch $@

.venv/ready-dev: .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

.venv-whoosh3/ready: pyproject.toml
	$(PYTHON) -m venv .venv-whoosh3
	.venv-whoosh3/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	.venv-whoosh3/bin/python -m pip uninstall --quiet --yes Whoosh
	.venv-whoosh3/bin/python -m pip install --quiet --disable-pip-version-check 'whoosh3>=3.54'
	touch $@
