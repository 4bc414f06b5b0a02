# One image for web, worker, beat and the migrations; what it runs is the command given to it.
FROM node:22-bookworm-slim AS frontend
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-progress
COPY frontend ./
RUN npm run build && npm run budgets

FROM python:3.11-slim-bookworm
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
