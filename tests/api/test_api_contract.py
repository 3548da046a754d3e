"""The contract and the API agree: schemathesis sends what the OpenAPI allows, and what it does not, and reads answers."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from campaign.desk import sources
from posts.errors import ArticleError
from tests.api.conftest import ADDRESS, V1, program, told
from tests.people.conftest import installation, with_posts

#: Nothing is a fault of ours, and every answer is one that the contract tells, in the shape that it tells.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """Asks an installation with posts; no page of the web is loaded."""
    folder = tmp_path_factory.mktemp("contract")
    app = installation(folder)
    with_posts(app, folder, "spring")
    with pytest.MonkeyPatch.context() as patch, program(app) as opened:
        patch.setattr(sources, "load", _no_web)
        yield opened
    app.close()


def _no_web(*_):
    raise ArticleError("That page cannot be read.")


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda one: one.value)
def test_a_few_requests_of_each_kind_are_answered_as_the_contract_says(client, mode):
    search(client, mode, 2)


@pytest.mark.torture
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda one: one.value)
def test_many_requests_of_each_kind_are_answered_as_the_contract_says(client, mode):
    search(client, mode, 100)


def search(client, mode, examples):
    """So many requests of each operation; raises for the first whose answer the contract does not tell."""
    known = {noun: told(client.get(f"/{noun}"))["items"][0]["uid"] for noun in ("campaigns", "queue", "accounts")}
    schema = schemathesis.openapi.from_dict(told(client.get("/openapi.json")))
    schema.app = client.app
    for found in schema.get_all_operations():
        ask(client, found.ok(), mode, known, examples)


def ask(client, operation, mode, known, examples):
    noun = operation.path.removeprefix(f"{V1}/").partition("/")[0]

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case):
        if mode is GenerationMode.POSITIVE and "uid" in case.path_parameters:
            # A uid that nobody has ends every request at once: let them reach the verbs.
            case.path_parameters["uid"] = known[noun]
        said = {"authorization": client.headers["authorization"]}
        case.validate_response(case.call(base_url=ADDRESS, headers=said), checks=CHECKS)

    check()
