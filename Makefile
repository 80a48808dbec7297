# Kinemind: two commands for a newcomer (`make demo`, `make test`), the rest for developers.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
export OMP_WAIT_POLICY = passive
export PIP_DISABLE_PIP_VERSION_CHECK = 1

PROMPT ?= a person walks forward, then waves with the right hand
DATA ?= ../shared/data

.PHONY: demo test lint types check cot-data train-nano acceptance web docs clean

demo: $(VENV)/.installed
	$(BIN)/kinemind generate "$(PROMPT)" -o demo --formats npz,bvh,mp4,png --seed 0
	@echo; echo "Open demo/00.png (a picture), demo/00.mp4 (a video) or demo/00.bvh (Blender, Unity, Unreal)."

test: $(VENV)/.developed
	$(BIN)/python -m pytest

lint: $(VENV)/.developed
	$(BIN)/ruff check src tests benchmarks experiments examples docs/site
	$(BIN)/ruff format --check src tests benchmarks experiments examples docs/site

types: $(VENV)/.developed
	$(BIN)/mypy

check: test lint types

# MoGen-CoT and MoUnd-CoT of the whole benchmark, written and verified by rules (minutes on two cores; resumes).
COT = runs/cot
COT_BUILD = $(BIN)/kinemind cot build --data $(DATA) --teacher rules --mirror --new-composites 1500 --plain --resume
cot-data: $(VENV)/.installed
	$(COT_BUILD) --task t2m -o $(COT)/mogen-cot.jsonl
	$(COT_BUILD) --task m2t -o $(COT)/mound-cot.jsonl
	$(BIN)/kinemind cot check $(COT)/mogen-cot.jsonl -o $(COT)/mogen-cot.md
	$(BIN)/kinemind cot check $(COT)/mound-cot.jsonl -o $(COT)/mound-cot.md

# The embedded bundle from the data, tokenizer to evaluation (hours on two cores; every stage resumes).  Captions
# that nobody moved to teach decomposing; those of the val and test splits are left out.
CAPTIONS ?= $(wildcard $(DATA)/text_only_captions.jsonl)
train-nano: $(VENV)/.developed
	$(BIN)/kinemind train all --config configs/nano.yaml --data $(DATA) $(if $(CAPTIONS),--captions $(CAPTIONS)) \
		--exp-name nano --resume

acceptance: $(VENV)/.installed
	$(BIN)/kinemind eval prompts --seeds 5 --pictures demo/acceptance

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/.developed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[dev]"
	touch $(VENV)/.installed $@

# The studio's page and the player of .html files, from web/ into the package (npm; users need none of this).
web:
	cd web && npm ci && npm run build

# The pages of docs/ as a site, in build/site.
docs: $(VENV)/.developed
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

clean:
	rm -rf $(VENV) demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
