# Two commands do all the set-up: `make demo` and `make test`.
.PHONY: demo demo-reset test check fix bench faults screenshots messages lock
PYTHON_IN_VENV = .venv/bin/python
OURS = core audit accounts programmes cases followup mapping classes parentgroups insight config

demo:            ## run Samspil here, with fictional people (PORT=8000)
	@sh scripts/setup.sh
	@exec $(PYTHON_IN_VENV) -m config.demo

demo-reset:      ## throw the demo's data away and make it anew
	@sh scripts/setup.sh
	@exec $(PYTHON_IN_VENV) -m config.demo reset

test:            ## all tests, browser tests included (ARGS="-k plan" for some)
	@sh scripts/setup.sh dev
	@exec $(PYTHON_IN_VENV) -m pytest -n 2 $(ARGS)

check:           ## style, layers, types, templates, migrations, catalogue, settings
	@sh scripts/setup.sh dev
	@exec $(PYTHON_IN_VENV) scripts/check.py

fix:             ## mend what tools can mend
	@sh scripts/setup.sh dev
	@$(PYTHON_IN_VENV) scripts/check.py --fix

bench:           ## the speed of four pages against a bare answer of the same server
	@sh scripts/setup.sh dev
	@exec $(PYTHON_IN_VENV) -m bench.run $(ARGS)

faults:          ## 10,000 reminders while workers, broker and database are killed (about eight minutes)
	@sh scripts/setup.sh dev
	@exec $(PYTHON_IN_VENV) -m faults.run $(ARGS)

screenshots:     ## docs/screenshots, from a running `make demo`
	@sh scripts/setup.sh dev
	@exec $(PYTHON_IN_VENV) -m scripts.screenshots $(ARGS)

messages:        ## find new texts and write them into the Danish catalogue
	@sh scripts/setup.sh dev
	@exec $(PYTHON_IN_VENV) scripts/check_catalogue.py --write

lock:            ## requirements*.txt from requirements*.in
	@sh scripts/setup.sh dev
	@sh scripts/lock.sh $(ARGS)
