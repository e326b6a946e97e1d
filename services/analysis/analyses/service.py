"""The verdict on one post: evidence first, then words, then the check of the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from libs.common.ai.provider import AIProvider, Completion, Task
from libs.common.contracts.social import Baseline, PostDetail
from libs.common.internal.social import SocialClient
from services.analysis.analyses.models import PostAnalysis
from services.analysis.evidence.evidence import build_evidence
from services.analysis.evidence.schemas import EvidenceSet
from services.analysis.verdicts.checker import check_claims, find_unsupported
from services.analysis.verdicts.offline_writer import write_offline_verdict
from services.analysis.verdicts.prompt import build_correction, build_prompt
from services.analysis.verdicts.schemas import RemovedClaim, VerdictDraft

_BASELINE_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Material:
    """What a verdict is made from."""

    post: PostDetail
    baseline: Baseline


class AnalysisService:
    """Analyses the posts of one owner, one by one."""

    def __init__(self, social: SocialClient, provider: AIProvider) -> None:
        self._social = social
        self._provider = provider

    async def gather(self, post_id: UUID, owner_id: UUID) -> Material:
        """The post and what it is compared with, as the owner may see them.

        Raises the client's errors."""
        post = await self._social.get_post(post_id, owner_id)
        baseline = await self._social.get_baseline(
            post_id, owner_id, limit=_BASELINE_LIMIT
        )
        return Material(post, baseline)

    async def judge(
        self, material: Material, *, owner_id: UUID, timezone: str, language: str
    ) -> PostAnalysis:
        """The result, not yet stored and of no request yet.

        Raises the provider's errors."""
        post = material.post
        evidence = build_evidence(
            post, material.baseline, timezone=ZoneInfo(timezone), language=language
        )
        completion = await self._ask(post, evidence, language)
        checked = check_claims(completion.answer, evidence)
        verdict = checked.verdict.model_dump(mode="json")
        return PostAnalysis(
            owner_id=owner_id,
            post_id=post.id,
            is_viral=evidence.verdict.is_viral,
            **verdict,
            analysis_data=verdict,
            metadata_used={
                **_describe_data(post),
                "baseline_held": material.baseline.held,
            },
            evidence=evidence.model_dump(mode="json"),
            removed=[claim.model_dump(mode="json") for claim in checked.removed],
            provider=completion.provider,
            model=completion.model,
            prompt_version=completion.prompt_version,
            cost_micro_usd=completion.cost_micro_usd,
            latency_ms=completion.latency_ms,
        )

    async def _ask(
        self, post: PostDetail, evidence: EvidenceSet, language: str
    ) -> Completion[VerdictDraft]:
        """The provider's draft; statements without ground are sent back once."""
        first = await self._provider.complete(_build_task(post, evidence, language))
        wrong = find_unsupported(first.answer, evidence)
        if not wrong:
            return first
        task = _build_task(post, evidence, language, sent_back=wrong)
        return (await self._provider.complete(task)).after(first)


def _build_task(
    post: PostDetail,
    evidence: EvidenceSet,
    language: str,
    *,
    sent_back: Sequence[RemovedClaim] = (),
) -> Task[VerdictDraft]:
    prompt = build_prompt(post, evidence, language=language)
    correction = f"\n\n{build_correction(sent_back)}" if sent_back else ""
    return Task(
        name="analyse_post",
        prompt_version=prompt.version,
        instructions=prompt.instructions,
        content=prompt.message + correction,
        answer_type=VerdictDraft,
        write_offline=lambda: write_offline_verdict(evidence),
    )


def _describe_data(post: PostDetail) -> dict[str, object]:
    return {
        "origin": post.origin,
        "metrics_as_of": post.metrics_as_of.isoformat(),
        "transcript_state": post.transcript_state,
        "media": len(post.media),
    }
