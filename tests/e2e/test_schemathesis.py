"""What the service says it takes and gives, held against what it does: generated requests to a running service.

No 5xx, every answer as described, invalid bodies refused, no route open without its key.
"""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from frankly.api.app import create_app
from frankly.api.examples.bodies import EVENT, ITEM
from frankly.bootstrap.service import open_frankly
from frankly.settings import Settings
from tests.api.world import book
from tests.e2e.service import KEY, Service, running

EXAMPLES = 30
BATCHES = {"put_items", "put_events", "put_impressions"}
"""Here a bad row costs only itself: the call is answered, with a receipt for each row."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("schemathesis"), log_level="warning") as started:
        with started.client() as client:
            client.post("/v1/items/batch", json={"items": [ITEM, *map(book, range(40))]}).raise_for_status()
            client.post("/v1/events", json=EVENT | {"at": "2026-01-05T10:00:00Z"})
        yield started


def described() -> dict[str, Any]:
    app = create_app(Settings(host="127.0.0.1", cors_origins=()), open_frankly)
    return app.openapi()


schema = schemathesis.openapi.from_dict(
    described(),
    config=SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "generation": {"deterministic": True},
            # More rows than a call may have are 413, which it does not take for a refusal by itself.
            "checks": {"negative_data_rejection": {"expected-statuses": [400, 401, 403, 404, 405, 413, 415]}},
        }
    ),
)


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_service_does_what_it_says(case: schemathesis.Case, service: Service) -> None:
    # A schema cannot say everything that makes sense (an unknown surface, a fact that has expired), so that a body
    # which fits it may be refused all the same; that valid ones are taken is what tests/api holds.
    excluded = [positive_data_acceptance]
    if case.operation.definition.raw["operationId"] in BATCHES:
        excluded.append(negative_data_rejection)
    answer = case.call_and_validate(
        base_url=service.url, headers={"Authorization": f"Bearer {KEY}"}, excluded_checks=excluded
    )
    if case.operation.definition.raw["operationId"] in BATCHES and answer.status_code == httpx.codes.OK:
        rows = [part for part in case.body.values() if isinstance(part, list)] if isinstance(case.body, dict) else []
        assert len(answer.json()["receipts"]) == (len(rows[0]) if rows else 1)


def test_what_is_held_against_it_is_what_it_says_of_itself(service: Service) -> None:
    with service.client() as client:
        assert client.get("/openapi.json").json() == described()


def test_it_still_answers_and_logged_no_error(service: Service) -> None:
    with service.client() as client:
        answer = client.post("/v1/recommendations", json={"surface": "home", "person": "reader-7"})
    assert answer.status_code == httpx.codes.OK
    assert "Traceback" not in service.log.read_text()
    assert '"level":"error"' not in service.log.read_text()
