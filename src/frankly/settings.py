"""Everything that can be set from outside, in one place, and where the editable data lies.

Read once by `bootstrap`; nothing below it looks at the environment.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from frankly.errors import Misconfigured

DataName = Literal["surfaces", "policies", "brand", "prompts", "evals"]
"""The folders of data that people edit; they ship with the product and can be overridden by path."""


class Settings(BaseSettings):
    """Settings come from environment variables named `FRANKLY_<FIELD>`; each has a default that works embedded."""

    model_config = SettingsConfigDict(env_prefix="FRANKLY_", env_ignore_empty=True, extra="ignore", frozen=True)

    data: Path = Path("frankly-data")
    """Folder that holds everything Frankly stores: the SQLite database, the embedded Chroma, snapshots, its lock."""

    config: Path | None = None
    """Folder whose `surfaces`, `policies`, `brand` and `prompts` sub-folders replace the shipped ones, each where it
    exists."""

    host: str = "127.0.0.1"
    """Address that `frankly serve` listens on; any address that is not loopback needs `FRANKLY_API_KEY`."""

    port: int = Field(8080, ge=1, le=65535)
    """Port that `frankly serve` listens on."""

    api_key: SecretStr | None = None
    """Key that callers send as `Authorization: Bearer …`; without one only loopback is served."""

    token_secret: SecretStr | None = None
    """Secret that signs the short-lived person tokens; made once and kept in the data folder when not set."""

    mail_secret: SecretStr | None = None
    """Secret that signs the links of campaigns' messages (unsubscribe, view in a browser, why); made once and kept in
    the data folder when not set. Another one makes the links of all messages sent so far worthless."""

    suppression_secret: SecretStr | None = None
    """Secret under which people who must not be written to again are kept as hashes; made once and kept in the data
    folder when not set. Under another one nobody of the list would be known any more, and they would be written to."""

    smtp_user: str = ""
    """Name with which `frankly campaign hand-over --smtp` logs in at the mail server; empty logs in nowhere."""

    smtp_password: SecretStr = SecretStr("")
    """Password for it. It goes over encrypted connections alone, but for a server on this machine."""

    smtp_per_second: int = Field(0, ge=0, le=10_000)
    """Most messages that are given to the mail server in a second, by one process; 0 sets no bound."""

    segment_secret: SecretStr | None = None
    """Shared secret of Segment-compatible senders; when set, each such call needs a valid `X-Signature` (HMAC-SHA1)."""

    cors_origins: tuple[str, ...] = ()
    """Origins whose pages may call the API from a browser, as a JSON list, for example `["https://shop.example"]`."""

    chroma_url: str | None = None
    """Address of a Chroma server; without one Chroma runs embedded inside the data folder."""

    embedder: str = "lsa"
    """What turns item text into vectors: `lsa` (fitted on the catalogue, no download) or `litellm/<model>`."""

    embedder_url: str | None = None
    """Base address for `litellm/<model>` embedders that are self-hosted or proxied."""

    model: str | None = None
    """Language model that votes, writes and repairs: `openai/…`, `anthropic/…`, `gemini/…`, `ollama/…`, or whatever
    else litellm names; a comma list is asked in turn where one gives no reply. Without one, templates do it all.

    Needs `pip install 'frankly[llm]'`. The provider's key stands in the provider's own variable, for example
    `OPENAI_API_KEY`; `frankly doctor --model` tries it out."""

    judge_model: str | None = None
    """Language model that judges rewritten facts: those of `frankly phrasebook build`, and those that people send to
    the API, which without it wait for a person. Best another one than `FRANKLY_MODEL`, which judges its own in a build
    where this is not set."""

    model_url: str | None = None
    """Base address of a self-hosted or proxied provider, for example `http://127.0.0.1:11434`; holds for the whole
    list."""

    model_output: Literal["auto", "schema", "tool", "prompt"] = "auto"
    """How a reply of a given shape is asked for: by a JSON schema, as a tool, or in words; `auto` takes the strictest
    way that the model is known to support, and words where a server refuses it."""

    model_price: str | None = None
    """US dollars for a million tokens, in and out, as `0.15/0.60`, where litellm's own list does not know the model or
    you pay another price; `0/0` for a model of your own."""

    model_concurrency: int = Field(8, ge=1, le=1000)
    """How many calls of one model may be under way at the same time in one process; others wait, within their
    deadlines."""

    model_cache_days: int = Field(30, ge=0, le=3650)
    """Days for which a reply is used again for exactly the same call, also one of which the verifier let nothing pass:
    who asks again would pay again. 0 asks each time, for a model that has become better under the same name."""

    budget_request: str = "50000 tokens"
    """The most that all model calls for one decision or job may take together, as `50000 tokens`, `0.10 USD`, or both
    with a comma; empty is no limit. A call that could pass a budget is not made."""

    budget_day: str = "2000000 tokens"
    """The same for one day (UTC), across all processes."""

    budget_key: str = ""
    """The same for each key and day: `service` is whoever has the service's own key, `people` are all who come with a
    person token."""

    budget_campaign: str = ""
    """The same for each campaign, from its beginning on."""

    holdout_salt: SecretStr = SecretStr("frankly")
    """Salt of the stable holdout assignment; a new salt draws a new holdout group."""

    max_body_mb: int = Field(16, ge=1, le=1024)
    """Largest request body, in megabytes."""

    exact_items: int = Field(30_000, ge=0)
    """Catalogues of up to so many items are searched exactly, by comparing all vectors; larger ones ask Chroma.

    Up to there the scan takes less time than the question (`frankly bench retrieval`) and misses nothing; at 100,000
    Chroma takes half the time, and does its work beside the request."""

    history_limit: int = Field(2000, ge=1, le=20000)
    """How many of a person's newest events a request looks at; older ones stay stored."""

    retention_days: int = Field(400, ge=0)
    """Days for which decisions, what they served and what was seen of it are kept; 0 keeps them for ever.

    Whole days are dropped by `frankly serve` once a day, or by `frankly audit drop`: thirteen months compare a season
    with the one before. Heads of the audit chain stay. Of campaigns that are as old, who the recipients were is
    forgotten, but not while a cap looks back to them; links in their messages go on stopping mail."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Least severe level that is logged; logs hold no personal data at any level."""


def data_folder(name: DataName, settings: Settings | None = None) -> Path:
    """Find a folder of editable data: the configured override, else the installed package, else the source tree.

    Args:
        name: which folder.
        settings: settings whose `config` may override it.

    Returns:
        The folder, which exists.

    Raises:
        Misconfigured: when `config` is set but no such folder exists, or nothing was installed.
    """
    if settings is not None and settings.config is not None:
        if not settings.config.is_dir():
            raise Misconfigured(f"FRANKLY_CONFIG is {settings.config}, which is no folder; create it or unset it.")
        override = settings.config / name
        if override.is_dir():
            return override
    package = Path(__file__).resolve().parent
    # An editable install has no forced data inside the package (hatchling leaves it out), so the source tree is next.
    for folder in (package / "data" / name, package.parents[1] / name):
        if folder.is_dir():
            return folder
    raise Misconfigured(f"The data folder '{name}' is missing from this installation; reinstall frankly.")
