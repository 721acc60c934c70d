# Production image: one for web, worker and scheduler (compose.yaml says which command runs where).
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY requirements.lock .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/foyer
# Letters of other scripts for tickets and invoices as PDF (ticketing/documents/fonts.py).
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-dejavu-core fonts-noto-core && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home /app foyer && mkdir -p /var/lib/foyer && chown foyer /var/lib/foyer
WORKDIR /app
COPY --from=build /venv /venv
COPY . .
USER foyer
# Hashed, compressed static files; the values are only there because settings refuse to load without them.
RUN DATABASE_URL=postgres://nobody@127.0.0.1/none SECRET_KEY=0123456789012345678901234567890123456789012345678901234567890123 \
    BASE_URL=https://build.invalid python manage.py collectstatic --noinput --verbosity 0
# Processes of the web server; two to a core serve a rush best.
ENV WEB_CONCURRENCY=2
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s CMD python -c "import urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': '127.0.0.1', 'X-Forwarded-Proto': 'https'}))"
CMD ["uvicorn", "cms.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--no-server-header", "--no-proxy-headers", "--timeout-graceful-shutdown", "10"]
