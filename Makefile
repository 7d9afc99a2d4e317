# The two commands of the README, and names for what CMakePresets.json and the scripts do. `make help` lists them.
#   CMAKE_FLAGS  more flags for configuring, such as -DCMAKE_CXX_COMPILER_LAUNCHER=ccache
#   JOBS         compilers at a time (default: as many as ninja likes)
CMAKE_FLAGS ?=
JOBS ?=
FUZZ_SECONDS ?= 30
PREFIX ?= /usr/local

configure = cmake --preset $(1) $(CMAKE_FLAGS)
build = cmake --build build/$(1) $(if $(JOBS),-j $(JOBS))
program = build/release/sftdoctor
sources = $(shell find src tests samples -name '*.cc' -o -name '*.h')

.PHONY: demo test bench samples docs asan clang fuzz format check-format install clean help

demo: ## install what is missing, build, and diagnose a bundled run that learns nothing
	@scripts/install-packages.sh
	$(call configure,release) -DSFTDOCTOR_TESTS=OFF
	$(call build,release)
	@echo
	@echo '$$ $(program) diagnose samples/stuck-sft'
	@$(program) diagnose samples/stuck-sft || test $$? -eq 1

test: ## install what is missing, build with tests and warnings as errors, run the tests
	@scripts/install-packages.sh tests
	$(call configure,release) -DSFTDOCTOR_TESTS=ON
	$(call build,release)
	ctest --test-dir build/release --output-on-failure

bench: ## how fast logs are read, against rg, grep and mawk, and what following them costs
	@scripts/install-packages.sh tests
	$(call configure,release) -DSFTDOCTOR_BENCH=ON
	$(call build,release)
	build/release/tests/bench/sftdoctor_bench $(program)
	build/release/tests/bench/sftdoctor_follow_bench $(program)

samples: ## write the bundled logs anew, and what the program says about them
	@scripts/install-packages.sh tests
	$(call configure,release) -DSFTDOCTOR_TESTS=ON
	$(call build,release)
	$(call build,release) --target sftdoctor_samples
	build/release/samples/sftdoctor_samples samples
	SFTDOCTOR_REWRITE_SAMPLES=1 build/release/tests/sftdoctor_tests --source-file='*samples_test*'

docs: ## write the generated pages below docs/ anew
	@scripts/install-packages.sh tests
	$(call configure,release) -DSFTDOCTOR_TESTS=ON
	$(call build,release)
	SFTDOCTOR_REWRITE_DOCS=1 build/release/tests/sftdoctor_tests --source-file='*docs_test*'

asan: ## the tests under the address and undefined-behaviour sanitizers
	@scripts/install-packages.sh tests
	$(call configure,asan)
	$(call build,asan)
	ctest --test-dir build/asan --output-on-failure

clang: ## the tests as clang builds them, warnings as errors
	@scripts/install-packages.sh tests
	cmake --preset dev -B build/clang -DCMAKE_CXX_COMPILER=clang++ $(CMAKE_FLAGS)
	$(call build,clang)
	ctest --test-dir build/clang --output-on-failure

fuzz: ## every fuzzer for FUZZ_SECONDS=30
	@scripts/install-packages.sh tests
	$(call configure,fuzz)
	$(call build,fuzz)
	@fuzzers=$$(find build/fuzz/tests/fuzz -maxdepth 1 -type f -executable); test -n "$$fuzzers" || exit 1; \
	status=0; \
	for fuzzer in $$fuzzers; do \
	  echo "$$fuzzer, $(FUZZ_SECONDS) s"; \
	  mkdir -p $$fuzzer.corpus; \
	  $$fuzzer -max_total_time=$(FUZZ_SECONDS) -dict=tests/fuzz/words.dict -timeout=10 -verbosity=0 -print_funcs=0 \
	    -artifact_prefix=$$fuzzer. $$fuzzer.corpus || status=1; \
	done; \
	exit $$status

format: ## lay out the sources with clang-format 14
	@scripts/install-packages.sh tests
	@clang-format-14 -i $(sources)

check-format: ## fail when a source is not laid out so
	@scripts/install-packages.sh tests
	@clang-format-14 --dry-run --Werror $(sources)

install: ## install the program below PREFIX=/usr/local (and DESTDIR)
	@scripts/install-packages.sh
	$(call configure,release) -DSFTDOCTOR_TESTS=OFF
	$(call build,release) --target sftdoctor
	cmake --install build/release --prefix '$(PREFIX)'

clean: ## remove everything that was built
	rm -rf build

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' Makefile
