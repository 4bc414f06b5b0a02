# One image for web, worker, beat and the migrations; what it runs is the command given to it. A second one, the target
# `backup`, adds PostgreSQL's programs.
FROM node:22-bookworm-slim AS frontend
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-progress
COPY frontend ./
RUN npm run build && npm run budgets

FROM python:3.11-slim-bookworm AS platform
# Fonts that PDF files are set in.
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements/runtime.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/runtime.txt
COPY questions questions
COPY exam_platform exam_platform
COPY --from=frontend /build/exam_platform/built exam_platform/built
RUN python -m compileall -q questions exam_platform \
    && useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin exam \
    && install -d -o exam -g exam -m 0700 /data
USER exam
ENV DATA_DIR=/data PYTHONUNBUFFERED=1 HOST=0.0.0.0
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["python", "-m", "exam_platform"]
CMD ["serve", "web"]

# PostgreSQL's programs of the version that the server has (docker-compose.yml), and its user under the same number:
# pg_basebackup and pg_receivewal for the backups, the server itself for a restore.
FROM platform AS backup
USER root
RUN groupadd --system --gid 999 postgres \
    && useradd --system --uid 999 --gid postgres --home-dir /var/lib/postgresql --shell /usr/sbin/nologin postgres \
    && apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates postgresql-common \
    && sed -ri 's/^#?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install -y --no-install-recommends postgresql-16 \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o exam -g exam -m 0700 /backups
USER exam
VOLUME /backups
CMD ["backup", "--follow", "--to", "/backups"]

# The last stage is what `docker build .` makes.
FROM platform
