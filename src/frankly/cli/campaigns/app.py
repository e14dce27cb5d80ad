"""`frankly campaign`: its commands in the order in which a campaign goes through them."""

import typer

from frankly.cli.campaigns.files import list_, new
from frankly.cli.campaigns.looking.check import check
from frankly.cli.campaigns.looking.preview import preview
from frankly.cli.campaigns.looking.review import approve, refuse, review
from frankly.cli.campaigns.outcome.effect import effect
from frankly.cli.campaigns.outcome.hand_over import hand_over
from frankly.cli.campaigns.outcome.recipients import recipients
from frankly.cli.campaigns.outcome.results import results, suppress, unsuppress
from frankly.cli.campaigns.steps import cancel, pause, plan, resume, run, status
from frankly.cli.campaigns.triggers import due, tick

campaign = typer.Typer(
    name="campaign", no_args_is_help=True, help="Personalised e-mail to many: plan, write, review and hand over."
)
campaign.command()(new)
campaign.command("list")(list_)
campaign.command()(plan)
campaign.command()(preview)
campaign.command()(run)
campaign.command()(check)
campaign.command()(review)
campaign.command()(approve)
campaign.command()(refuse)
campaign.command()(due)
campaign.command()(tick)
campaign.command("hand-over")(hand_over)
campaign.command()(results)
campaign.command()(status)
campaign.command()(recipients)
campaign.command()(effect)
campaign.command()(pause)
campaign.command()(resume)
campaign.command()(cancel)
campaign.command()(suppress)
campaign.command()(unsuppress)
