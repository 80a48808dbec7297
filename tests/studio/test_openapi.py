"""The description under /openapi.json, and schemathesis, which asks what it says can be asked."""

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.python import asgi

from kinemind.studio.app import create_app
from kinemind.studio.settings import Settings
from tests.studio.conftest import PATIENT
from tests.studio.puppet import Puppet

EXAMPLES = 12


APP = create_app(Settings(host="testserver", **PATIENT), Puppet)  # type: ignore[arg-type]
schema = schemathesis.openapi.from_dict(APP.openapi())
schema.app = APP


@pytest.fixture(scope="module", autouse=True)
def stopped() -> Iterator[None]:
    """schemathesis starts the server in this process when it first asks; here it is stopped."""
    yield
    asgi.shutdown_lifespans()


UPLOADING = ("/v1/caption", "/v1/describe", "/v1/convert")
# a drawn file is noise and is refused, however well the form around it is
load_all_checks()
NOT_FOR_NOISE = [CHECKS.get_one("positive_data_acceptance")]


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_what_is_described_is_what_is_answered(case):
    case.call_and_validate(excluded_checks=NOT_FOR_NOISE if case.path in UPLOADING else [])


def test_every_address_has_a_summary_examples_and_its_refusals():
    document = APP.openapi()
    assert set(document["paths"]) == {
        "/v1/generate", "/v1/caption", "/v1/describe", "/v1/convert", "/v1/jobs/{job}",
        "/v1/takes/{place}/{number}", "/v1/files/{place}/{name}", "/v1/info", "/healthz", "/metrics",
    }  # fmt: skip
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["summary"], path
            refused = operation["responses"]["401"]["content"]["application/json"]["schema"]
            assert refused == {"$ref": "#/components/schemas/ErrorAnswer"}
    schemas = document["components"]["schemas"]
    assert schemas["GenerateRequest"]["examples"] and schemas["GenerateAnswer"]["examples"]
    assert "HTTPValidationError" not in schemas
    post = document["paths"]["/v1/generate"]["post"]["responses"]
    assert set(post["200"]["content"]) == {"application/json", "text/event-stream"}
    assert "Retry-After" in post["429"]["headers"]
