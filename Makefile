# `make run` and `make test` are all a new machine needs, besides Python 3.11+ and make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check docs package lowest encoders map bench clean

run: .venv/run.stamp
	$(BIN)/streamlit run app.py

# The browser's tests use an installed Chromium or Chrome, else Playwright's own.
test: .venv/test.stamp
	@command -v chromium chromium-browser google-chrome google-chrome-stable \
		>/dev/null || $(BIN)/playwright install chromium
	$(BIN)/python -m pytest -n auto $(ARGS)

# Style, types and layers, the JavaScript's style and tests, and that the API reference
# builds without a warning.
check: .venv/test.stamp node_modules/stamp docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	node_modules/.bin/biome lint --error-on-warnings
	node --test tests/ui/*.test.js

# The package as those have it who install it: wheels and environments, which takes
# minutes.
package: .venv/test.stamp
	$(BIN)/python -m pytest -m package -n 0 tests/packaging

# The fast tests with the lowest versions that pyproject.toml allows. Those warn of what
# has changed since: here warnings are no errors.
lowest: .venv/lowest.stamp
	.venv/lowest/bin/python -m pytest -n auto -W default \
		-m "not mnist" --ignore tests/browser --ignore tests/deploy \
		-p no:cacheprovider

# The API reference, docs/api/index.html.
docs: .venv/test.stamp
	$(BIN)/python docs/api_reference.py

# The encoders that come with the package, trained anew, which takes minutes. A test says
# when their code has changed.
encoders: .venv/test.stamp
	$(BIN)/python -m mnist_kmeans.features.make_encoders

# The map of all 70,000 digits, laid out anew, which takes minutes. A test says when its
# feature space or its parameters have changed.
map: .venv/test.stamp
	$(BIN)/python -m mnist_kmeans.studies.whole_map.making

# The figures in the README.
bench: .venv/test.stamp
	$(BIN)/python -m benchmarks.fit_speed
	$(BIN)/python -m benchmarks.new_k
	$(BIN)/python -m benchmarks.new_k --page
	$(BIN)/python -m benchmarks.sweep_speed
	$(BIN)/python -m benchmarks.feature_spaces
	$(BIN)/python -m benchmarks.pictures
	$(BIN)/python -m benchmarks.page_speed
	$(BIN)/python -m benchmarks.map_speed
	$(BIN)/python -m benchmarks.crowd --seconds 30
	$(BIN)/python -m benchmarks.changes
	$(BIN)/python -m benchmarks.suspects --test

clean:
	rm -rf .venv node_modules

.venv/run.stamp: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"Python 3.11 or newer is needed; name one as in: make run PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/test.stamp: .venv/run.stamp requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

node_modules/stamp: package.json
	@command -v npm >/dev/null || { echo "JavaScript is checked with Node.js \
	and npm: install them from nodejs.org or by your system's packages." >&2; exit 1; }
	npm install --silent --no-package-lock --no-audit --no-fund
	touch $@

.venv/lowest.stamp: .venv/test.stamp pyproject.toml
	$(PYTHON) -m venv --clear .venv/lowest
	.venv/lowest/bin/pip install --quiet --disable-pip-version-check \
		$$($(BIN)/python .ci/lowest.py) $$(grep -E \
		"^(hypothesis|ipykernel|mypy|nbclient|nbformat|packaging|pytest)" \
		requirements-dev.txt)
	touch $@
