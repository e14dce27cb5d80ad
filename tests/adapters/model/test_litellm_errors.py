"""What a provider says of its failure stands in the decision's record, and says what to do."""

import pytest

from frankly.adapters.model.litellm_errors import as_ours
from frankly.domain.canonical import canonical


def test_half_a_surrogate_pair_in_a_failure_can_be_written_down() -> None:
    message = as_ours(ValueError("bad \ud800 key"), "m").message
    assert "bad ? key" in message
    assert canonical({"failure": message})


class Broken(Exception):
    """As litellm raises what it could not even send: under the status of a broken connection."""

    status_code = 500


@pytest.mark.parametrize(
    "said",
    [
        "litellm.InternalServerError: OpenAIException - Missing credentials. Please pass an `api_key`, or set …",
        "litellm.APIConnectionError: Missing Gemini API key. Set the GEMINI_API_KEY …",
        "litellm.AuthenticationError: Missing Anthropic API Key - A call is being made to anthropic but no key is set",
    ],
)
def test_a_key_that_is_not_set_is_no_broken_network_and_not_tried_again(said: str) -> None:
    error = as_ours(Broken(said), "openai/gpt-4o-mini")
    assert "Check the provider's key in its own environment variable" in error.message
    assert "FRANKLY_MODEL_URL" not in error.message
    assert not error.may_pass


def test_a_connection_that_breaks_is_tried_again() -> None:
    error = as_ours(Broken("litellm.InternalServerError: OpenAIException - Connection error."), "openai/any")
    assert "FRANKLY_MODEL_URL" in error.message
    assert error.may_pass


def test_an_unknown_provider_is_told_how_models_are_named_without_advice_on_litellm() -> None:
    refused = Broken(
        "litellm.BadRequestError: LLM Provider NOT provided. Pass in the LLM provider you are trying to call. "
        "You passed model=opnai/x Pass model as E.g. `completion(model='huggingface/starcoder',..)`"
    )
    refused.status_code = 400
    message = as_ours(refused, "opnai/x").message
    assert "opnai/x" in message
    assert "provider/name" in message
    assert "completion(" not in message


def test_no_call_stack_stands_in_a_message() -> None:
    message = as_ours(Broken('No luck.\nTraceback (most recent call last)\n File "main.py", line 1'), "m").message
    assert "No luck." in message
    assert "main.py" not in message
