"""Holds messages of a campaign to the checks: every one for errors while it is written, a sample for warnings too."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from frankly.domain.campaign.campaign import Campaign
from frankly.pipelines.campaigning.writing.around import advertising_of
from frankly.pipelines.campaigning.writing.messages import CampaignMessage
from frankly.pipelines.messaging.checking import Written, lexicons_of, mail_of, setting_of
from frankly.pipelines.parts import Parts
from frankly.stages.mail_checks.finding import MailFinding
from frankly.stages.mail_checks.mail import NOTHING_BEFORE, Before, CheckedMail, Setting
from frankly.stages.mail_checks.registry import checked
from frankly.stages.mail_checks.remembering import Remembering
from frankly.stages.verify.vocabulary.lexicon import Lexicon

Headers = tuple[tuple[str, str], ...]
"""Fields of a header with their values, in their order."""


@dataclass(slots=True, eq=False)
class MailChecking:
    """Checks of the messages of one campaign.

    Attributes:
        parts: rules, brand, template, verifier.
        campaign: as it was planned.
        settings: what messages in a language share, with what was looked at already.
        lexicons: words that claim something; read when first needed.
    """

    parts: Parts
    campaign: Campaign
    settings: dict[str, tuple[Setting, Remembering]] = field(default_factory=dict)
    lexicons: Mapping[str, Lexicon] | None = None

    def error(self, message: CampaignMessage) -> str:
        """Code of the first error of a message; empty for a sound one. Quick: what messages share is looked at once.

        Args:
            message: as it was laid out.
        """
        remembering = self._of(message.composed.answer.locale)[1]
        found = remembering.errors(self.mail(message))
        return found[0].code if found else ""

    def lasting_error(self, message: CampaignMessage) -> str:
        """The same of what no other words would mend: what a sentence fails counts only once it is the last one.

        Args:
            message: as it was laid out, by wordings, where a model is asked for other words.
        """
        mail = self.mail(message)
        found = self._of(message.composed.answer.locale)[1].errors(mail)
        return next((one.code for one in found if one.where not in mail.by_place), "")

    def findings(
        self, message: CampaignMessage, before: Before = NOTHING_BEFORE, headers: Headers | None = None
    ) -> Sequence[MailFinding]:
        """Everything that is wrong with a message, warnings too, with places in its HTML.

        Args:
            message: as it was laid out.
            before: what the person got before.
            headers: its header; None before there is an envelope.
        """
        return checked(self.mail(message, before, headers))

    def mail(
        self, message: CampaignMessage, before: Before = NOTHING_BEFORE, headers: Headers | None = None
    ) -> CheckedMail:
        """A message as checks look at it."""
        composed = message.composed
        written = Written(
            letter=message.letter,
            text=message.text,
            html=message.html,
            answer=composed.answer,
            lines=composed.lines,
            note=composed.note,
            headers=headers,
            content=message.content,
        )
        return mail_of(self._of(composed.answer.locale)[0], written, before)

    def setting(self, locale: str) -> Setting:
        """What messages in a language share."""
        return self._of(locale)[0]

    def _of(self, locale: str) -> tuple[Setting, Remembering]:
        found = self.settings.get(locale)
        if found is None:
            if self.lexicons is None:
                self.lexicons = lexicons_of(self.parts)
            told = advertising_of(self.campaign, locale)
            setting = setting_of(self.parts, locale, self.lexicons, surface=self.campaign.surface, advertising=told)
            found = self.settings[locale] = (setting, Remembering(setting))
        return found


def error_check(parts: Parts, campaign: Campaign) -> Callable[[CampaignMessage], str]:
    """What the write phase asks of each message: the code of its first error, or nothing.

    Args:
        parts: rules, brand, template, verifier.
        campaign: as it was planned.
    """
    return MailChecking(parts, campaign).error


def foreseen_check(parts: Parts, campaign: Campaign) -> Callable[[CampaignMessage], str]:
    """What the plan asks of each message as wordings tell it: the code of the first error that the run would find too.

    Args:
        parts: rules, brand, template, verifier; with a language model, where one writes.
        campaign: as it was planned.
    """
    checking = MailChecking(parts, campaign)
    is_worded = parts.assistant is None or campaign.mode == "template"
    return checking.error if is_worded else checking.lasting_error
