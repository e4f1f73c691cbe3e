# What a change must pass, and what helps on the way. `uv run just` lists it; just itself is a development package.

export PATH := justfile_directory() / ".venv/bin:" + env("PATH")

[private]
default:
    @just --list --unsorted

# lint and the tests that need no model and build no book: under a minute
quick: lint
    pytest tests \
        --ignore=tests/api --ignore=tests/cli --ignore=tests/docs --ignore=tests/engines \
        --ignore=tests/making --ignore=tests/speaking --ignore=tests/workers --ignore=tests/test_golden.py

# all that a change must pass before it is committed
check: lint types imports (docs "--check") test

# sort imports and lay out the code
fmt:
    ruff check --fix --select I
    ruff format

# rules, layout, and code that nothing uses
lint:
    ruff check
    ruff format --check
    vulture

# types, strict
types:
    mypy

# which package may import which
imports:
    lint-imports

# all tests, or those you name: just test tests/languages -k money
test *which:
    pytest {{ which }}

# rewrite the golden books; then read the diff
golden:
    pytest tests/test_golden.py --update-golden

# write the command-line reference from the help texts; --check only compares
docs *options:
    python docs/generate_cli.py {{ options }}

# build the first minute of each text in texts/
demo *options:
    voicebook build texts --sample 60s -o output/demo {{ options }}
