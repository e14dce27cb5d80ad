# Frankly in a container: locked packages, no build tools, no root.
# Build with `--build-arg LOCK=llm` for the image that can talk to language models.

FROM python:3.11-slim AS build
ARG LOCK=core
WORKDIR /build
COPY requirements requirements
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt \
    && python -m venv /opt/frankly \
    && /opt/frankly/bin/pip install --no-cache-dir --require-hashes -r requirements/${LOCK}.txt
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY brand brand
COPY evals evals
COPY policies policies
COPY prompts prompts
COPY surfaces surfaces
RUN /opt/build/bin/pip wheel --no-build-isolation --no-deps --wheel-dir dist . \
    && /opt/frankly/bin/pip install --no-cache-dir --no-index --no-deps dist/*.whl

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin frankly \
    && install --directory --owner=frankly --group=frankly /data
COPY --from=build /opt/frankly /opt/frankly
# A container listens on all its addresses, so `frankly serve` asks for FRANKLY_API_KEY.
ENV PATH=/opt/frankly/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    FRANKLY_HOST=0.0.0.0 \
    FRANKLY_DATA=/data
USER frankly
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["frankly"]
CMD ["serve"]
