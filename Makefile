# What one does daily. `make` alone lists it.
SEED ?= 1
PLAN ?= Sources/Plan/Example/plan.txt
SWIFT ?= swift
CHECKED = --explicit-target-dependency-import-check error

.PHONY: fuzz sanitize help setup build release demo test lint format simulate simulate-ci campaign campaign-kills
.PHONY: bench bench-http bench-peers screenshots docs deb

help:
	@echo 'make setup     install what the build needs (Debian, Ubuntu)'
	@echo 'make demo      the whole story with a real server and three laptops; PLAN=FILE for another plan'
	@echo 'make test      all tests'
	@echo 'make simulate SEED=7   one run of the simulation with its story; SEEDS=10000 for many'
	@echo 'make campaign  the simulation for an hour (HOURS=1); campaign.log says what was covered'
	@echo 'make campaign-kills   every kill and every disk fault on the real programs, for hours'
	@echo 'make lint      format and style'
	@echo 'make bench     the workload beside plain SQLite; make bench-peers: beside its peers too'
	@echo 'make bench-http   the real programs over HTTP: the workload, load, a slow line, watching'
	@echo 'make fuzz      every decoder under libFuzzer, SECONDS each; make sanitize: threads and memory under sanitizers'
	@echo 'make screenshots   the pictures in docs/screenshots, from the running programs'
	@echo 'make build     a debug build; make release: the programs in .build/release'

setup:
	@scripts/setup.sh

build: setup
	$(SWIFT) build $(CHECKED)

release: setup
	$(SWIFT) build -c release $(CHECKED) --product bygd
	$(SWIFT) build -c release $(CHECKED) --product bygd-server

demo: release
	@scripts/demo.sh "$(PLAN)"

test: setup
	$(SWIFT) build --build-tests $(CHECKED)
	@SWIFT="$(SWIFT)" scripts/test.sh

screenshots: setup
	@command -v chromedriver >/dev/null || { echo 'make screenshots needs chromium and chromium-driver'; exit 2; }
	$(SWIFT) build --build-tests $(CHECKED)
	BYGD_SCREENSHOTS="$(CURDIR)/docs/screenshots" $(SWIFT) test --skip-build --filter Screenshots

# `SECONDS=60` a target; TARGETS="json plan" for some of them, KEEP=1 to keep what was learnt.
fuzz:
	@SWIFT="$(SWIFT)" SECONDS_EACH="$(or $(SECONDS),60)" scripts/fuzz.sh

sanitize:
	@SWIFT="$(SWIFT)" scripts/sanitize.sh

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Protocol Client Server Tests Benchmarks

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Protocol Client Server Tests Benchmarks

# A package of its own, of the rooms that decide: no third party, and built apart from the rest.
SIMULATE = $(SWIFT) build -c release --package-path Tests/Simulation --product simulate && \
	Tests/Simulation/.build/release/simulate
THREADS ?= $(shell nproc 2>/dev/null || echo 2)
HOURS ?= 1

simulate:
	$(SIMULATE) $(if $(SEEDS),seeds 1 $(SEEDS) --threads $(THREADS),$(SEED))

# SEEDS=10000 and BUG_SEEDS=10000 unless said otherwise; BUG_SEEDS=0 leaves the planted bugs out.
simulate-ci:
	SWIFT="$(SWIFT)" THREADS=$(THREADS) Tests/Simulation/ci.sh

campaign:
	$(SIMULATE) campaign $(HOURS) campaign.log --threads $(THREADS)

# Against the programs as they are shipped, which is many times quicker too.
campaign-kills: release
	$(SWIFT) build --build-tests $(CHECKED)
	@SWIFT="$(SWIFT)" scripts/campaign-kills.sh

# ROUNDS, RECORDS and EDITS say how much; ONLY="parts growth" for single parts and for how figures grow, TO how far.
bench:
	@SWIFT="$(SWIFT)" Benchmarks/bench.sh

# ONLY="http load line live" for some of them.
bench-http: setup
	@SWIFT="$(SWIFT)" Benchmarks/http.sh

bench-peers:
	@SWIFT="$(SWIFT)" Benchmarks/peers.sh

# The doors below open with later work; each says so rather than pretend.
docs deb:
	@echo 'make $@ is not here yet'; exit 2
