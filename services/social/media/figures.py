"""What operators see of stored media, in `/metrics`."""

from collections.abc import Mapping, Sequence

from prometheus_client.core import GaugeMetricFamily, Metric

from services.social.media.expiry.repository import Stored


def render_figures(stored: Mapping[str, Stored], quota_bytes: int) -> Sequence[Metric]:
    """Objects and bytes, `public` and `own`, and how many bytes the public may have."""
    files = GaugeMetricFamily(
        "media_stored_files", "Stored media, by whose posts they are of", labels=["of"]
    )
    size = GaugeMetricFamily(
        "media_stored_bytes", "Their bytes, by whose posts they are of", labels=["of"]
    )
    for whose, held in stored.items():
        files.add_metric([whose], held.files)
        size.add_metric([whose], held.size_bytes)
    quota = GaugeMetricFamily(
        "media_quota_bytes", "What public posts' media may take; 0: no limit"
    )
    quota.add_metric([], quota_bytes)
    return [files, size, quota]
