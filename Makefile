# Every target sets up what it needs, inside this folder (only `browser` may ask the system for a Chromium).
PYTHON ?= python3
PORT ?= 8000
PROCESSES ?= 2

SHELL := /bin/bash
export PATH := $(CURDIR)/.venv/bin:$(PATH)
READY := .venv/.ready
SITE := _build/html
# No chapter uses the exercises.
LIBRARY := $(shell find cnnlib -name '*.py' -not -path 'cnnlib/exercises/*') requirements.txt
HOSTING := $(shell find book/_ext book/_static book/_templates cnnlib/widgets tools/exercises -type f -not -name '*.pyc')
HOSTING += _config.yml book/references.bib package-lock.json
NOTEBOOKS = $(wildcard book/*.ipynb)

# Tests and chapters run side by side, one on each processor: their matrix products must not compete for all of them.
site test notebooks: export OPENBLAS_NUM_THREADS ?= 1
site test notebooks: export OMP_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help book test lint notebooks assignments grade serve bench setup browser site lock clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

book: site  ## build the book and say which page to open; with SOLUTIONS=1, solutions in it
	@echo "Open file://$(CURDIR)/$(SITE)/book/intro.html"

test: site browser  ## build the book, then run every test: library, widgets, pages, notebooks
	pytest -n $(PROCESSES) --dist loadgroup
	python -m pytest -n $(PROCESSES) --dist loadfile -p tests.nbval_plugin --nbval $(NOTEBOOKS)

lint: $(READY)  ## check the style of Python and JavaScript
	ruff check
	ruff format --check
	npx --no-install eslint --max-warnings 0 cnnlib book/_ext book/_static

notebooks: $(READY)  ## make the notebooks from the chapters' texts, and run them
	python -m tools.notebooks

assignments: $(READY)  ## make the students' notebooks from the exercises' texts (of SOURCES=another/folder)
	python -m tools.exercises $(if $(SOURCES),--sources "$(SOURCES)")

# OPTIONS: see python -m tools.grading --help
grade: $(READY)  ## grade a class: SET=convolution FROM=folder-or-zip [NAMES=expression] [SOURCES=another/folder]
	@test -n "$(SET)" || { echo "Which set? make grade SET=convolution FROM=folder-or-zip" >&2; exit 1; }
	@python -m tools.grading "$(SET)" $(if $(FROM),"$(FROM)") $(if $(SOURCES),--sources "$(SOURCES)") \
	    $(if $(NAMES),--names '$(NAMES)') $(OPTIONS)

serve: site  ## build the book and serve it on this machine
	@echo "Open http://127.0.0.1:$(PORT)/book/intro.html (Ctrl-C ends)"
	@python -m http.server --bind 127.0.0.1 --directory $(SITE) $(PORT) 2>/dev/null

bench: site browser  ## measure speed, memory, latency and weight
	python -m bench

setup: $(READY)  ## install the locked environment into .venv and node_modules

browser: $(READY)  ## find a Chromium, or install one
	tools/browser.sh

# What Sphinx has read it keeps, warnings or not: it would pass over them the next time.
site: $(READY) _build/.library _build/.hosting
	python -m tools.run_chapters
	jupyter-book build . -W -n --keep-going --quiet || { rm -rf _build/.doctrees; exit 1; }

lock: ## take the newest releases into requirements.txt and package-lock.json
	tools/lock.sh

clean:  ## remove what was built, keep what was installed
	rm -rf _build

$(READY): requirements.txt package-lock.json pyproject.toml tools/setup.sh
	PYTHON=$(PYTHON) tools/setup.sh
	@touch $@

# A change of the library makes all outputs stale, a change of the pages' machinery only the pages. Sphinx by
# itself looks at the texts alone: it copies no style sheet, and cites by no new name, where no text has changed.
_build/.library: $(LIBRARY)
	@mkdir -p _build && rm -rf _build/.jupyter_cache _build/.doctrees && touch $@

_build/.hosting: $(HOSTING)
	@mkdir -p _build && rm -rf _build/.doctrees && touch $@
