"""Who may speak with the server: token, hosts, origins, headers, and the names of what is kept."""

import re

import pytest
from fastapi.testclient import TestClient

from kinemind.studio.page import policy
from tests.studio.conftest import Serve
from tests.studio.puppet import Puppet

ASK = {"text": "someone bows", "max_seconds": 2, "formats": ["npz"]}


def test_a_token_is_asked_for_before_a_body_is_read(serve: Serve, puppet: Puppet):
    with serve(token="sesame") as client:
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic sesame"}):
            refused = client.post("/v1/generate", json=ASK, headers=headers)
            assert refused.status_code == 401 and refused.headers["www-authenticate"] == "Bearer"
            assert refused.json()["error"]["code"] == "unauthorized"
        assert client.get("/v1/info").status_code == client.get("/metrics").status_code == 401
        assert client.get("/healthz").status_code == 200 and not puppet.calls
        known = {"Authorization": "Bearer sesame"}
        take = client.post("/v1/generate", json=ASK, headers=known).json()["takes"][0]
        assert client.get("/v1/info", headers=known).json()["token"] is True
        link = take["files"]["npz"]
        assert client.get(link).status_code == 401
        assert client.get(link, params={"token": "sesam"}).status_code == 401
        assert client.get(link, params={"token": "sesame"}).status_code == 200
        # a token in a link opens files, and nothing else
        assert client.get(take["view"], params={"token": "sesame"}).status_code == 401
        assert "sesame" not in client.get("/openapi.json").text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", ""])
def test_other_names_of_this_machine_are_refused(client: TestClient, host: str):
    refused = client.get("/v1/info", headers={"Host": host})
    assert refused.status_code == 403 and refused.json()["error"]["code"] == "forbidden"
    assert client.get("/v1/info", headers={"Host": "localhost:7860"}).status_code == 200


def test_pages_of_other_sites_are_kept_out(client: TestClient, puppet: Puppet):
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        refused = client.post("/v1/generate", json=ASK, headers={"Origin": origin})
        assert refused.status_code == 403 and not puppet.calls
        read = client.get("/v1/info", headers={"Origin": origin})
        assert not [name for name in read.headers if name.startswith("access-control-")]
    own = client.post("/v1/generate", json=ASK, headers={"Origin": "http://127.0.0.1:7860"})
    assert own.status_code == 200


def test_a_site_that_is_named_is_let_in(serve: Serve):
    friend = "https://friend.example"
    with serve(allowed_origins=(friend,), token="sesame") as client:
        asked = {"Origin": friend, "Access-Control-Request-Method": "POST"}
        assert client.options("/v1/generate", headers=asked).headers["access-control-allow-origin"] == friend
        headers = {"Origin": friend, "Authorization": "Bearer sesame"}
        answer = client.post("/v1/generate", json=ASK, headers=headers)
        assert answer.status_code == 200 and answer.headers["access-control-allow-origin"] == friend
        other = {**asked, "Origin": "https://evil.example"}
        assert "access-control-allow-origin" not in client.options("/v1/generate", headers=other).headers


def test_every_answer_carries_a_strict_policy(client: TestClient):
    take = client.post("/v1/generate", json=ASK).json()["takes"][0]
    for path in ("/v1/info", "/healthz", "/nothing", take["files"]["npz"], take["view"], "/openapi.json"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"


def test_the_page_may_load_from_this_server_only(client: TestClient):
    page = client.get("/")
    if page.status_code == 404:
        pytest.skip("the page is not built")
    allowed = page.headers["content-security-policy"]
    assert "default-src 'none'" in allowed and "unsafe" not in allowed and "http" not in allowed
    assert "frame-ancestors 'none'" in allowed
    for link in re.findall(r'(?:src|href)="([^"#]+)"', page.text):
        assert not re.match(r"(https?:)?//", link), link
        if link.startswith("/static/"):
            assert client.get(link).status_code == 200, link


def test_scripts_within_the_page_are_allowed_by_their_digest():
    html = "<script src='/static/a.js'></script><script type='importmap'>{}</script><style>a{}</style>"
    allowed = dict(part.split(" ", 1) for part in policy(html).split("; "))
    # echo -n '{}' | openssl dgst -sha256 -binary | base64
    assert allowed["script-src"] == "'self' 'sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='"
    assert allowed["style-src"].count("sha256-") == 1


PATHS = (
    "../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "{id}/../{id}/00.npz",
    "{id}/..%2f..%2fx.npz",
    "{id}/%00.npz",
    "{id}/.npz",
    "{id}/00.json",
    "{id}/00.NPZ",
    "{id}/00.npz.npz",
    "{id}/00",
    "{id}/%2e%2e",
    "x/00.npz",
    "{id}x/00.npz",
    "{id}/00.exe",
    "{id}/01.npz",
    "{id}/00.view.json",
    "{id}/.answer-0000.json",
    "//00.npz",
)


@pytest.mark.parametrize("path", PATHS)
def test_only_files_of_takes_are_given_out(client: TestClient, path: str):
    made = client.post("/v1/generate", json=ASK).json()
    assert client.get(f"/v1/files/{made['id']}/00.npz").status_code == 200
    refused = client.get(f"/v1/files/{path.format(id=made['id'])}")
    if refused.request.url.path != f"/v1/files/{made['id']}/00.npz":  # the client itself resolves `..`
        assert refused.status_code == 404, refused.text


@pytest.mark.parametrize("path", ["x/0", "{id}/1", "{id}/0?candidate=0", "0" * 32 + "/0"])
def test_views_that_are_not_there(client: TestClient, path: str):
    made = client.post("/v1/generate", json=ASK).json()
    refused = client.get(f"/v1/takes/{path.format(id=made['id'])}")
    assert refused.status_code == 404 and refused.json()["error"]["code"] == "not_found"


def test_unknown_addresses_and_methods_have_the_one_shape(client: TestClient):
    assert client.get("/v2").json()["error"]["code"] == "not_found"
    wrong = client.put("/v1/generate", json=ASK)
    assert wrong.status_code == 405 and wrong.json()["error"]["message"] and "POST" in wrong.headers["allow"]
    broken = client.post("/v1/generate", content="{", headers={"Content-Type": "application/json"})
    assert broken.status_code == 422 and broken.json()["error"]["code"] == "bad_request"


def test_info_and_figures(client: TestClient):
    info = client.get("/v1/info").json()
    assert info["bundle"] == "puppet" and "CC BY 4.0" in info["licence"]
    assert {"npz", "bvh", "mp4"} <= set(info["formats"]) and "bvh" in info["readable"]
    assert "amc" not in info["readable"] and "mp4" not in info["readable"]
    client.post("/v1/generate", json=ASK)
    client.get("/v1/jobs/some-id")
    figures = client.get("/metrics")
    assert figures.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'kinemind_requests_total{method="POST",path="/v1/generate",status="200"} 1.0' in figures.text
    assert 'path="/v1/jobs/{job}"' in figures.text and "some-id" not in figures.text
    assert "kinemind_batch_requests_count 1.0" in figures.text
    assert "kinemind_answers_total 1.0" in figures.text
