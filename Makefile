# Everything by hand and in CI. `make help` lists the targets.

# The sample newsroom keeps one port, so that its URLs are the same in the next run.
NEWSROOM_PORT ?= 8765
# The newsroom's day: on day 2 it has three new stories and has edited two.
DAY ?= 1
# A name from `scrapy list`; empty for the sample newsroom.
SITE ?=
# Where `make replay` looks, and the port it serves.
STORE ?= data/store
REPLAY_PORT ?= 8090
# More arguments for `scrapy crawl` and for pytest.
ARGS ?=
# A progress line instead of a log.
QUIETLY = -s LOG_LEVEL=WARNING
COMPILE = .venv/bin/uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --quiet $(ARGS)

.PHONY: help crawl replay test quality check format lock changelog clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

crawl: ## crawl the sample newsroom into ./data/store; SITE=name crawls that site instead
	@./setup.sh
ifeq ($(SITE),)
	@.venv/bin/python -m samples.newsroom --port $(NEWSROOM_PORT) --day $(DAY) \
		--while .venv/bin/scrapy crawl news -a url={url} $(QUIETLY) $(ARGS)
else
	@.venv/bin/scrapy crawl $(SITE) $(QUIETLY) $(ARGS)
endif

replay: ## browse what was crawled at http://127.0.0.1:8090/; STORE=folder or s3://bucket/prefix for another store
	@./setup.sh
	@./setup.sh replay
	@.venv/bin/python -m archive replay $(STORE) --port $(REPLAY_PORT)

test: check ## what CI runs: format, lint, types, import rules, tests
	@./setup.sh replay
	.venv/bin/pytest $(ARGS)

quality: ## the cases of the extraction: every field of every page as a person wrote it down
	@./setup.sh dev
	.venv/bin/pytest tests/cases $(ARGS)

check: ## the fast half of `make test`
	@./setup.sh dev
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy
	.venv/bin/lint-imports

format: ## rewrite the code the way `make test` wants it
	@./setup.sh dev
	.venv/bin/ruff format
	.venv/bin/ruff check --fix

lock: ## pin the dependencies anew after a change of pyproject.toml; ARGS=--upgrade takes newer versions
	@./setup.sh
	$(COMPILE) pyproject.toml --output-file requirements.lock.txt
	$(COMPILE) pyproject.toml --group dev --constraints requirements.lock.txt --output-file requirements-dev.lock.txt
	$(COMPILE) --group setup --output-file requirements-setup.lock.txt
	$(COMPILE) --group replay --output-file requirements-replay.lock.txt

# A release: the small files of changes/ become a section of CHANGELOG.md, and go.
changelog: ## move changes/ into CHANGELOG.md under VERSION=… and set the version
	@test -n "$(VERSION)" || { echo "which release? VERSION=1.2.3" >&2; exit 2; }
	@{ sed '/^## /,$$d' CHANGELOG.md; \
	  printf '\n%s\n' "## $(VERSION), $$(date -u +%Y-%m-%d)"; \
	  for kind in added changed fixed removed; do \
	    set -- changes/*.$$kind.md; [ -f "$$1" ] || continue; \
	    printf '\n### %s\n\n' "$$kind"; for file; do printf -- '- '; cat "$$file"; done; \
	  done; \
	  echo; sed -n '/^## /,$$p' CHANGELOG.md; } | cat -s > .changelog && mv .changelog CHANGELOG.md
	@git rm --quiet --force changes/*.md
	@sed -i.old 's/^version = .*/version = "$(VERSION)"/' pyproject.toml
	@sed -i.old 's/^NEWSWARC = .*/NEWSWARC = "$(VERSION)"/' crawler/versions.py
	@rm pyproject.toml.old crawler/versions.py.old

clean: ## remove the environment and the caches of tools; ./data stays
	rm -rf .venv .venv-replay .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
