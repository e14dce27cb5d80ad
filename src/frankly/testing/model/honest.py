"""What a good model replies to the prompts of ours: as the simulated writer does that keeps every rule."""

from frankly.testing.model.asked import Asked
from frankly.testing.rule_following.habit import Task
from frankly.testing.rule_following.writer import TASKS


def honest_value(asked: Asked) -> object | None:
    """A reply that keeps every rule; None where the prompt states no rules of a task that the writer knows.

    Args:
        asked: the call.
    """
    task = max(TASKS.values(), key=lambda one: _stated(one, asked))
    return task.honest(asked) if _stated(task, asked) else None


def _stated(task: Task, asked: Asked) -> int:
    return sum(f"[{rule}] " in asked.prompt for rule in task.by_rule)
