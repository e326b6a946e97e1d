"""The provider that needs no key."""

from pydantic import BaseModel

from libs.common.ai.choice import build_provider
from libs.common.ai.provider import Completion, Task


class Verdict(BaseModel):
    text: str


def build_task() -> Task[Verdict]:
    return Task(
        name="verdict",
        prompt_version="1",
        instructions="Explain.",
        content="A post.",
        answer_type=Verdict,
        write_offline=lambda: Verdict(text="because"),
    )


class TestOfflineProvider:
    async def test_task_writes_its_own_answer_at_no_cost(self) -> None:
        completion = await build_provider("offline").complete(build_task())
        assert completion.answer == Verdict(text="because")
        assert (completion.provider, completion.model) == ("offline", "verdict-rules")
        assert completion.prompt_version == "1"
        assert completion.cost_micro_usd == 0
        assert completion.latency_ms >= 0


class TestCompletion:
    def test_cost_and_time_of_an_earlier_try_are_added(self) -> None:
        first, second = (
            Completion(Verdict(text=text), "p", "m", "1", cost, latency)
            for text, cost, latency in (("a", 5, 100), ("b", 7, 250))
        )
        total = second.after(first)
        assert total.answer == Verdict(text="b")
        assert (total.cost_micro_usd, total.latency_ms) == (12, 350)
