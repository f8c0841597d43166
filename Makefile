SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --warn-undefined-variables --no-builtin-rules

PYTHON ?= python3
# One package, for `test`, and more arguments for pytest: make test PACKAGE=brolly ARGS="-k deadline"
PACKAGE ?=
ARGS ?=
# How many inputs `make fuzz` makes.
RUNS ?= 100000
# What the project calls the package in that folder: models is ml-tools-models.
DISTRIBUTION = $(or $(shell sed -nE 's/^name = "(.+)"/\1/p' packages/$(PACKAGE)/pyproject.toml 2>/dev/null),\
	$(error PACKAGE: expected one of $(notdir $(wildcard packages/*)), got $(PACKAGE)))

VENV := $(or $(value UV_PROJECT_ENVIRONMENT),.venv)
BIN := $(VENV)/bin
# Empty (make lint SYNCED=) uses the environment as it is.
SYNCED := $(VENV)/.synced
export PATH := $(abspath $(BIN)):$(PATH)

# The machine's uv where it is the one that made the lock, else one of the project's own.
UV_PIN := $(shell sed -nE 's/^required-version = "==([^"]+)".*/\1/p' pyproject.toml)
OWN_UV := .tools/uv-$(UV_PIN)/bin/uv
UV := $(if $(findstring uv $(UV_PIN) ,$(shell uv --version 2>/dev/null) ),uv,$(OWN_UV))

# What is generated from where: each line is a package's protos and the folder that they are generated into.
define GENERATE
$(BIN)/brolly generate protos --only brolly --out packages/brolly/src $(1)
$(BIN)/brolly generate protos --only ml_tools/datasets_interface --out packages/datasets-interface/src $(1)
$(BIN)/brolly generate protos --only ml_tools/utils_interface --out packages/utils-interface/src $(1)
$(BIN)/brolly generate protos --only ml_tools/models_interface --out packages/models-interface/src $(1)
endef
# What one process of the tests compiles, the others load.
SHARED_PROGRAMS := JAX_COMPILATION_CACHE_DIR=$(abspath build/compiled) JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS=0.05
# The contracts of a package against those of its last release.
EVOLUTION := $(BIN)/brolly evolution protos --only brolly --against-tag 'brolly/v*'

.PHONY: help run sync servers generate check-generate format lint lint-style lint-imports lint-protos lint-hosts types \
	test test-slow test-wheels bench bench-data bench-models chaos \
	load sanitize build check check-evolution fuzz memory

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 18

sync: $(filter-out uv,$(UV)) ## Bring the environment to the committed lock, which is checked
	@$(PYTHON) deploy/lock/sync.py $(UV)
	@touch $(SYNCED)

# The folder `packages` is newer than the stamp when a member came or went. Native code is compiled when it is installed.
NATIVE := $(wildcard packages/kernels/CMakeLists.txt packages/kernels/native/* packages/kernels/src/ml_tools/kernels/*)
$(SYNCED): pyproject.toml uv.lock packages $(wildcard packages/*/pyproject.toml deploy/lock/*) $(NATIVE)
	@$(MAKE) --no-print-directory sync

$(OWN_UV):
	@$(PYTHON) -m pip install --quiet --root-user-action=ignore --target .tools/uv-$(UV_PIN) uv==$(UV_PIN) || \
		{ $(PYTHON) -m venv --clear .tools/uv-$(UV_PIN) && .tools/uv-$(UV_PIN)/bin/python -m pip install --quiet uv==$(UV_PIN); }

servers: ## Install the servers that tests start and that no wheel brings, on Debian as root
	@{ test -x /usr/lib/rabbitmq/bin/rabbitmq-server && command -v chromium >/dev/null; } || \
		{ apt-get update -qq && apt-get install -yqq --no-install-recommends rabbitmq-server chromium >/dev/null; }

generate: $(SYNCED) ## Write the Python modules of the protos
	$(call GENERATE)

check-generate: $(SYNCED) ## Fail when a generated module is stale
	$(call GENERATE,--check)

format: $(SYNCED) ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/buf format --write protos

lint: lint-style lint-imports lint-protos lint-hosts ## Style, imports between packages, protos, no registry host in any file

lint-style: $(SYNCED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint-imports: $(SYNCED)
	$(BIN)/lint-imports --no-logo

lint-protos: $(SYNCED)
	$(BIN)/buf lint protos
	$(BIN)/buf format --diff --exit-code protos

lint-hosts: $(SYNCED)
	$(BIN)/python tests/architecture/hosts.py

types: $(SYNCED) ## Check the types
	$(BIN)/pyright --pythonpath $(BIN)/python

run: $(SYNCED) ## Compare models on two samples, and write a report of each
	$(BIN)/ml-tools compare sample:diabetes --report build/reports/diabetes.html
	$(BIN)/ml-tools compare sample:breast-cancer --report build/reports/breast-cancer.html

test: $(SYNCED) ## Run the tests but the slow ones; PACKAGE=brolly runs one package's, alone
ifeq ($(PACKAGE),)
	$(SHARED_PROGRAMS) $(BIN)/pytest -m "not slow" --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)
else
	$(UV) run --isolated --frozen --package $(DISTRIBUTION) --no-default-groups --group test \
		pytest -m "not slow" packages/$(PACKAGE)/tests $(ARGS)
endif

test-slow: $(SYNCED) ## Run the slow tests
	$(BIN)/pytest -m slow $(ARGS)

test-wheels: build ## Run each package's tests against its wheel, in an environment of its own
	$(BIN)/python tests/wheels/run.py $(UV)

bench: $(SYNCED) ## Measure, and write build/bench/*.json
	UV=$(UV) $(BIN)/python tests/benchmarks/run.py

bench-data: $(SYNCED) ## Measure recipes against scikit-learn, CSV to Parquet against polars, profiles against ydata-profiling
	UV=$(UV) $(BIN)/python tests/benchmarks/run.py recipe_fit csv_to_parquet profile_table $(ARGS)

bench-models: $(SYNCED) ## Measure models against scikit-learn, LightGBM and XGBoost
	$(BIN)/python tests/benchmarks/run.py forest_fit boosting_fit linear_fit svm_fit small_samples fit_memory \
		compare_families first_fit $(ARGS)

memory: $(SYNCED) ## Read a file of 3 GB into Parquet by a process that may take 1 GB
	$(BIN)/python tests/large_files/large_file.py $(ARGS)

fuzz: $(SYNCED) ## Feed the readers of files with 100,000 inputs that no file should be
	$(BIN)/python tests/fuzz/readers.py -runs=$(RUNS) $(ARGS)

sanitize: ## Run the tests of the native code with the address and undefined-behaviour sanitizers; needs cmake
	cmake -S packages/kernels -B build/sanitize -D SANITIZE=ON -D CMAKE_BUILD_TYPE=Debug
	MAKEFLAGS= cmake --build build/sanitize --parallel 2
	ctest --test-dir build/sanitize --output-on-failure

chaos: $(SYNCED) ## Kill 200 processes under load on each kind of store, and check that nothing is lost or left over
	$(BIN)/python tests/chaos/run.py $(ARGS)

load: $(SYNCED) ## Let 64 clients read and write collections for two minutes on each kind of store
	$(BIN)/python tests/load/run.py $(ARGS)

build: $(SYNCED) ## Build the wheels of all packages into dist/
	rm -rf dist
	$(UV) build --quiet --all-packages --wheel --out-dir dist

check-evolution: $(SYNCED) ## Fail when a contract breaks callers or implementations of the last release
	$(EVOLUTION)

check: lint types check-generate check-evolution ## All static checks
