"""Which call a prompt makes: of its example, or of a recorded decision."""

from frankly.adapters.files.prompting.classes import classes_of, example_call
from frankly.cli.prompts.call import Call
from frankly.cli.prompts.opening import OpenPrompts
from frankly.domain.model.call import ModelCall
from frankly.domain.model.prompt import Prompt
from frankly.errors import Invalid, Misconfigured


def calls_for(opened: OpenPrompts, name: str, decision: str | None, *, is_example: bool) -> Call:
    """The call of a version.

    Raises:
        Invalid: when both a decision and the example are asked for.
        NotFound: when there is no such version or decision.
        Misconfigured: when the prompt cannot be rendered.
    """
    if decision is not None and is_example:
        raise Invalid("--decision renders a recorded decision, --example the invented one; use one of them.")
    prompt = opened.find(name)
    if decision is not None:
        # Here, because the whole of the service is loaded for it.
        from frankly.cli.prompts.deciding import call_for

        return call_for(opened, prompt, decision)
    return Call(prompt, example_of(prompt))


def example_of(prompt: Prompt) -> ModelCall:
    """The call that a version makes of its example.

    Raises:
        Misconfigured: when it cannot be rendered.
    """
    classes_of(prompt)
    try:
        return example_call(prompt)
    except (NotImplementedError, ValueError) as error:
        raise Misconfigured(f"{prompt.name}: {error}. 'frankly prompts lint' tells all that is wrong.") from error
