"""The whole of a language model: litellm at the bottom, and around each model what makes it dependable.

From the outside in: a late call goes on for a while · equal calls become one · the list of models, and around each:
the cache · more attempts · the circuit · the limit of calls at once · budgets · litellm. So a reply from the cache
costs nothing and needs no provider, each attempt is paid for by itself, and a model that rests keeps nobody waiting.
"""

from dataclasses import dataclass, field

from frankly.adapters.litellm_package import LiteLLMPackage
from frankly.adapters.model.breaking import BreakingModel
from frankly.adapters.model.budgeting import BudgetingModel
from frankly.adapters.model.caching import CachingModel
from frankly.adapters.model.coalescing import CoalescingModel
from frankly.adapters.model.fallback import FallbackModel
from frankly.adapters.model.limiting import LimitingModel
from frankly.adapters.model.lingering import LingeringModel
from frankly.adapters.model.litellm_model import LiteLLMModel
from frankly.adapters.model.litellm_shapes import OutputMode
from frankly.adapters.model.prices import price_set
from frankly.adapters.model.retrying import RetryingModel
from frankly.domain.model.budget import BudgetKind, BudgetLimit, read_limit
from frankly.errors import Misconfigured
from frankly.ports.asking.budget import BudgetStore
from frankly.ports.asking.changes import Told
from frankly.ports.asking.model import LanguageModel
from frankly.ports.asking.replies import ReplyCache
from frankly.ports.clock import Clock
from frankly.settings import Settings


@dataclass(frozen=True, slots=True, eq=False)
class OpenModel:
    """A language model that is ready to be asked.

    Attributes:
        model: what to ask.
        package: loads litellm; `start` it after the first answer.
        budgets: what was spent.
        limits: those that are set.
        circuits: the breaker of each model, for whoever shows its state.
        single: each model with its budgets alone, for `frankly doctor`.
        bare: each model without anything around it; knows how a shape is asked for.
        settling: what is still being written down when a call has returned.
    """

    model: LingeringModel
    package: LiteLLMPackage
    budgets: BudgetStore
    limits: tuple[BudgetLimit, ...]
    circuits: dict[str, BreakingModel] = field(default_factory=dict)
    single: dict[str, LanguageModel] = field(default_factory=dict)
    bare: dict[str, LiteLLMModel] = field(default_factory=dict)
    settling: "tuple[BudgetingModel | CachingModel, ...]" = ()

    async def close(self) -> None:
        """Give up calls that nobody waits for, write down what calls took, and close the connections to providers."""
        await self.model.close()
        await self.settled()
        await self.package.close()

    def watch(self, told: Told) -> None:
        """Tell somebody from now on when a model begins to fail, is left alone, and replies again."""
        for circuit in self.circuits.values():
            circuit.on_change = told

    async def settled(self) -> None:
        """Wait until what calls took and replied is written down."""
        for one in self.settling:
            await one.settled()


def build_model(settings: Settings, budgets: BudgetStore, replies: ReplyCache, clock: Clock) -> OpenModel:
    """Build the model that the settings name.

    Args:
        settings: name at least one model.
        budgets: what was spent, shared by all processes.
        replies: the cache.
        clock: tells days.

    Raises:
        Misconfigured: when no model is named, or a setting that belongs to it is wrong.
    """
    package, limits = LiteLLMPackage(), limits_set(settings)
    mode: OutputMode | None = None if settings.model_output == "auto" else settings.model_output
    price = price_set(settings.model_price) if settings.model_price else None
    names = models_named(settings)
    bare = {name: LiteLLMModel(name, package, settings.model_url, mode=mode, price=price) for name in names}
    paid = {name: BudgetingModel(model, budgets, clock, limits) for name, model in bare.items()}
    circuits = {name: BreakingModel(LimitingModel(model, settings.model_concurrency)) for name, model in paid.items()}
    tried: list[LanguageModel] = [RetryingModel(circuit) for circuit in circuits.values()]
    caches: list[CachingModel] = []
    if settings.model_cache_days:
        caches = [CachingModel(model, replies, clock, days=settings.model_cache_days) for model in tried]
        tried = list(caches)
    lingering = LingeringModel(CoalescingModel(FallbackModel(tried)))
    settling: tuple[BudgetingModel | CachingModel, ...] = (*paid.values(), *caches)
    return OpenModel(lingering, package, budgets, limits, circuits, {**paid}, bare, settling)


def models_named(settings: Settings) -> tuple[str, ...]:
    """The models of the list, in order.

    Raises:
        Misconfigured: when there is none.
    """
    names = tuple(dict.fromkeys(name.strip() for name in (settings.model or "").split(",") if name.strip()))
    if not names:
        raise Misconfigured("FRANKLY_MODEL names no model; set it, for example to openai/gpt-4o-mini.")
    return names


def limits_set(settings: Settings) -> tuple[BudgetLimit, ...]:
    """The budgets that are set.

    Raises:
        Misconfigured: naming the setting that is wrong, and how it is written.
    """
    limits = []
    for kind in BudgetKind:
        try:
            limit = read_limit(kind, getattr(settings, f"budget_{kind.value}"))
        except ValueError as error:
            raise Misconfigured(f"FRANKLY_BUDGET_{kind.value.upper()}: {error}.") from error
        limits += [limit] if limit is not None else []
    return tuple(limits)
