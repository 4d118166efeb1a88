# Every command of the project; `make` alone lists them.
export CGO_ENABLED = 0
ARGS ?=

.PHONY: help run build console test race bench check fmt assets tools clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## build and serve everything with demo data (ARGS="--data DIR")
	./bin/guerdon serve --demo $(ARGS)

build: console ## build ./bin/guerdon
	go build -trimpath -o bin/guerdon ./cmd/guerdon

console: ## build the console's pages, where they changed
	@scripts/console.sh

test: build ## run every test on every engine (ARGS="-run Draw")
	scripts/test.sh $(ARGS)

race: ## run the Go tests under the race detector (needs a C compiler)
	CGO_ENABLED=1 scripts/test.sh --go-only -race $(ARGS)

bench: build ## measure this machine (ARGS="--json FILE")
	./bin/guerdon bench $(ARGS)

check: console ## format, vet, lint, generated files, modules, layers: what CI checks
	scripts/check.sh

fmt: ## format the Go files
	git ls-files -co --exclude-standard -z '*.go' | xargs -0 gofmt -l -w

assets: ## rebuild the committed font from its source, where its recipe changed
	scripts/assets.sh

tools: ## fetch and build the pinned linter
	scripts/lint.sh version

clean: ## remove what the commands built, but no data
	rm -rf bin .tools console/dist/assets console/node_modules assets/node_modules test/*/node_modules
