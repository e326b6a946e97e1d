"""Every video of the sample channels against a recomputation over the raw file."""

from pathlib import Path

import pytest

from libs.common.identity import Identity
from tests.social.running import Social
from tests.social.standings.following import read_standings, wait_until_done
from tests.tabletop_channels import FILE, MAPPING, recompute


async def test_all_multiples_equal_those_over_the_raw_file(
    social: Social, alice: Identity, sample_data_dir: Path
) -> None:
    file = sample_data_dir / FILE
    expected = recompute(file)
    assert len(expected) == 1_451
    await social.run_worker()
    done = await social.import_file(alice, file.read_bytes(), MAPPING)
    assert done["totals"]["imported"] == len(expected)
    await wait_until_done(social)

    found = await read_standings(social, alice)

    assert found.keys() == expected.keys()
    assert {k: row.sample_size for k, row in found.items()} == {
        k: row.sample_size for k, row in expected.items()
    }
    known = {k: row.multiple for k, row in expected.items() if row.multiple is not None}
    assert {k for k, row in found.items() if row.multiple is not None} == known.keys()
    assert len(known) == 1_416
    assert {k: found[k].multiple for k in known} == pytest.approx(
        known, rel=1e-9, abs=0
    )
