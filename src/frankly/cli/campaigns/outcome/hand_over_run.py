"""What `frankly campaign hand-over` does once its options are read."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from frankly.adapters.files.part_folder import PartFolder
from frankly.adapters.smtp_server import SmtpServer, smtp_address
from frankly.cli.campaigns.files import files_of
from frankly.cli.campaigns.opening import newest, opened
from frankly.cli.progress import phases
from frankly.cli.screen import out, put_json
from frankly.domain.campaign.edition import EditionState
from frankly.domain.campaign.recipient import TOLD, Fate, Recipient
from frankly.domain.time import to_iso
from frankly.errors import Invalid
from frankly.pipelines.campaigning.checking import error_check
from frankly.pipelines.campaigning.handing.hand_over import LEAVING, HandOver, Unsure
from frankly.pipelines.campaigning.handing.outgoing import require_sender
from frankly.pipelines.campaigning.handing.renewing import Renewing
from frankly.pipelines.campaigning.handing.report import HandOverReport
from frankly.pipelines.campaigning.handing.routes import FileRoute, MailRoute, Route
from frankly.pipelines.campaigning.outcome.results import Results
from frankly.pipelines.campaigning.running import require_unchanged
from frankly.pipelines.campaigning.suppressing import Suppressing, Uncompared
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.messages import messages_of
from frankly.pipelines.ingest import Ingest
from frankly.pipelines.parts import Parts
from frankly.pipelines.rights import Rights
from frankly.settings import Settings
from frankly.stages.handing_over.forms import KNOWN, FormName, Sending


async def run_hand_over(
    settings: Settings,
    name: str,
    form: FormName,
    to: Path | None,
    smtp: str | None,
    template: str,
    unsure: Unsure,
    *,
    as_json: bool,
) -> bool:
    """Hand over what is due, and say what became of it.

    Returns:
        Whether it stopped before its end, and somebody has to act: to review, or to resume.

    Raises:
        NotFound: for a campaign that was not planned.
        Conflict: when nobody approved it, its file was changed since it was planned, or none of those who wait has the
            address that the form needs.
        Invalid: when the form needs a template that is not named.
        Misconfigured: when nobody sends, or the folder or the mail server cannot be used.
    """
    async with opened(settings) as parts:
        world = (await newest(parts, settings, name)).without_model()
        if world.edition.state in LEAVING and name in files_of(settings).names():
            require_unchanged(world.edition, files_of(settings).load(name))
        suppressing = Suppressing(world.ledger, parts.suppression_secret)
        server = None if smtp is None else _server(settings, parts, smtp)
        route = _files(parts, form, to or Path(), template) if server is None else _mail(world, suppressing, server)
        renewing = Renewing(world, messages_of(world, parts.assistant), error_check(parts, world.campaign))
        way = "by mail" if to is None else f"as {form} in {to.resolve()}"
        desk = HandOver(world, secrets.token_hex(8), suppressing, renewing, route, unsure, way)
        with phases() as advance:
            total = max(1, world.edition.recipients)
            counted = _Counted()
            report = await desk.run(lambda number: advance("Handing over", counted.plus(number), total))
        uncompared = await suppressing.uncompared(world.edition.no, await world.ledger.tally(world.edition.no))
        if server is not None:
            await server.close()
    if as_json:
        put_json(report_plain(name, report, uncompared))
    else:
        out().print(report_text(name, report, uncompared))
    return report.is_stopped


@dataclass(slots=True)
class _Counted:
    done: int = 0

    def plus(self, number: int) -> int:
        """Add a shard."""
        self.done += number
        return self.done


def _files(parts: Parts, form: FormName, to: Path, template: str) -> FileRoute:
    wanted, mail = KNOWN[form], parts.brand.mail
    if wanted.template and not template:
        raise Invalid(f"--format {form} needs --template: {wanted.template}.")
    if wanted.has_address:
        require_sender(mail, f"--format {form}")
    sender = mail.sender
    sending = Sending(template, sender.address if sender else "", sender.name if sender else "")
    return FileRoute(form, sending, PartFolder(to))


def _server(settings: Settings, parts: Parts, url: str) -> SmtpServer:
    require_sender(parts.brand.mail, "--smtp")
    sender = parts.brand.mail.sender
    return SmtpServer(
        smtp_address(url),
        sender.address if sender else "",
        settings.smtp_user,
        settings.smtp_password.get_secret_value(),
        settings.smtp_per_second,
    )


def _mail(world: CampaignWorld, suppressing: Suppressing, server: SmtpServer) -> Route:
    parts = world.parts
    if parts.results is None or parts.campaigns is None:
        raise Invalid("This data folder keeps no campaigns.")
    ingest = Ingest(parts.catalogue, parts.events, parts.decisions)
    results = Results(parts, parts.campaigns, parts.results, suppressing, Rights(parts.people), ingest)

    async def bounced(row: Recipient) -> None:
        await results.refuse_mail(world.edition, row, "bounced", parts.clock.now(), "import")

    return MailRoute(server, bounced)


def report_plain(name: str, report: HandOverReport, uncompared: Uncompared | None = None) -> dict[str, object]:
    """A report for programs."""
    return {
        "campaign": name,
        "state": report.state.value,
        "handed": report.handed,
        "renewed": report.renewed,
        "skipped": dict(sorted(report.skipped.items())),
        "waiting": report.waiting,
        "put_off": report.put_off,
        "put_off_because": report.put_off_because,
        "wait_until": report.wait_until,
        "unsure": report.unsure,
        "reason": report.reason,
        "uncompared": None if uncompared is None else uncompared.model_dump(),
    }


def report_text(name: str, report: HandOverReport, uncompared: Uncompared | None = None) -> str:
    """A report for people."""
    lines = [f"Handed over: {report.handed}"]
    if report.renewed:
        lines.append(f"  of them renewed, because something changed since they were approved: {report.renewed}")
    for fate, count in sorted(report.skipped.items()):
        why = ", and messages that leave this way need one" if fate == Fate.NO_ADDRESS else ""
        lines.append(f"Got nothing after all: {count} — {TOLD[Fate(fate)]}{why}")
    if by_hour := report.waiting - report.put_off:
        until = f", the first of them until {to_iso(report.wait_until)}" if report.wait_until is not None else ""
        lines.append(f"Waiting for their hours{until}: {by_hour}. Run the same command again then.")
    if report.put_off:
        lines.append(
            f"The mail server did not take these now ({report.put_off_because}): {report.put_off}. Run the same "
            "command again later; many servers want a quarter of an hour."
        )
    if report.unsure:
        lines.append(
            f"Nobody knows whether these left: {report.unsure}. '--unsure resend' sends them again, "
            "'--unsure leave' takes them as sent."
        )
    if uncompared is not None:
        lines.append(uncompared.told)
    if report.reason and not report.put_off:
        lines.append(report.reason)
    if report.state is EditionState.WRITTEN:
        lines.append(f"'frankly campaign review {name}' shows what there is to look at.")
    if report.state is EditionState.DONE:
        lines.append(f"{name} is done.")
    return "\n".join(lines)
