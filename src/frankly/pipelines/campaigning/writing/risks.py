"""Why people should look at a message before others: told when it is written, kept with its row."""

from frankly.domain.campaign.recipient import Fate, Risk
from frankly.pipelines.campaigning.writing.composing import Composed


def risks_of(message: Composed) -> str:
    """Names of what makes a message worth a look, with spaces between, in the order of `Risk`."""
    found = {
        Risk.MODEL: message.is_model_written,
        Risk.SPONSORED: any(item.is_sponsored for item in message.answer.items),
        Risk.GENERAL: message.recipient.fate is Fate.GENERAL_VERSION,
        Risk.REFUSALS: bool(message.refusals),
    }
    return " ".join(risk.value for risk in Risk if found.get(risk))


def with_risk(risks: str, more: Risk) -> str:
    """Risks of a row with one more."""
    return " ".join(risk.value for risk in Risk if risk is more or risk.value in risks.split())
