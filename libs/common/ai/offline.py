"""The provider that needs no key and no network: it writes from the evidence alone."""

import time

from libs.common.ai.provider import Answer, Completion, Task


class OfflineProvider:
    """Deterministic: the same facts give the same words. Costs nothing."""

    name = "offline"

    async def complete(self, task: Task[Answer]) -> Completion[Answer]:
        """The task's own offline answer."""
        started = time.perf_counter()
        answer = task.write_offline()
        return Completion(
            answer=answer,
            provider=self.name,
            model=f"{task.name}-rules",
            prompt_version=task.prompt_version,
            cost_micro_usd=0,
            latency_ms=round((time.perf_counter() - started) * 1000),
        )
