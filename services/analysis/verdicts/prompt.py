"""What a model is told and asked about one post."""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from libs.common.contracts.social import PostDetail, TranscriptSegment
from services.analysis.evidence.schemas import EvidenceSet
from services.analysis.verdicts.schemas import RemovedClaim, VerdictDraft

PROMPT_VERSION = "analyse_post_v1"
# Beyond these a model reads no better, it only costs more.
LONGEST_TEXT = 5_000
LONGEST_TRANSCRIPT = 16_000

_FOLDER = Path(__file__).parents[1] / "prompts"
_REASONS = {
    "names_no_evidence": "names no evidence",
    "unknown_evidence": "names ids that do not exist",
}


class Prompt(NamedTuple):
    """`instructions` are ours alone; `message` carries the evidence and the post."""

    instructions: str
    message: str
    version: str


def build_prompt(post: PostDetail, evidence: EvidenceSet, *, language: str) -> Prompt:
    """The prompt for one post; `language` is a BCP 47 tag such as "en" or "pt-BR".

    The post's words stand between markers that hold a digest of them, so that no text
    can contain its own end marker. Long texts are cut, and it is said where."""
    instructions = _load_template().replace("{language}", language)
    schema = json.dumps(VerdictDraft.model_json_schema(), separators=(",", ":"))
    return Prompt(
        instructions=instructions.replace("{output_schema}", schema),
        message="\n\n".join(
            (
                _enclose("EVIDENCE", render_evidence(evidence)),
                _enclose("POST", _render_post(post)),
            )
        ),
        version=PROMPT_VERSION,
    )


def build_correction(removed: Sequence[RemovedClaim]) -> str:
    """The message that sends unsupported statements back, once.

    It repeats the statements, which are the model's own words, as JSON."""
    rows = [
        {
            "field": claim.field,
            "text": claim.text,
            "problem": _REASONS[claim.reason],
            "unknown_ids": list(claim.named),
        }
        for claim in removed
    ]
    return (
        "These statements name no evidence that exists. Answer with the whole object "
        "once more: rest each of them on ids from the evidence, or leave it out; four "
        "ideas and three takeaways are still needed.\n"
        + json.dumps(rows, ensure_ascii=False, indent=1)
    )


def render_evidence(evidence: EvidenceSet) -> str:
    """The evidence as JSON, without the single values that only the strips draw."""
    document = evidence.model_dump(
        mode="json",
        exclude_none=True,
        exclude={"items": {"__all__": {"comparison"}}, "subject": {"post_id"}},
    )
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _render_post(post: PostDetail) -> str:
    document = {
        "title": post.title,
        "text": _cut(post.content, LONGEST_TEXT),
        "transcript": _cut(_render_transcript(post), LONGEST_TRANSCRIPT),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _render_transcript(post: PostDetail) -> str | None:
    if not post.transcript_segments:
        return post.transcript
    return "\n".join(_render_segment(segment) for segment in post.transcript_segments)


def _render_segment(segment: TranscriptSegment) -> str:
    return f"[{segment.start_seconds:.1f}] {segment.text}"


def _cut(text: str | None, limit: int) -> str | None:
    if text is None or len(text) <= limit:
        return text
    return f"{text[:limit]} [cut here: {len(text) - limit} more characters]"


def _enclose(name: str, content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"<<{name} {digest}\n{content}\n{name} {digest}>>"


@cache
def _load_template() -> str:
    return (_FOLDER / f"{PROMPT_VERSION}.txt").read_text(encoding="utf-8")
