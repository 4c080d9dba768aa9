"""The published release: what dashboards and pages read. Made only from marts that passed their gates."""

from collections.abc import Sequence
from datetime import UTC, datetime

import dagster as dg

from orchestration.assets.describe import OWNERS, table
from orchestration.dbt_manifest import ensure_manifest
from orchestration.instance import WAREHOUSE_POOL
from orchestration.resources.home import Home
from orchestration.retries import fail_for_good


def build_release_assets(published: Sequence[dg.AssetKey]) -> list[dg.AssetsDefinition]:
    @dg.asset(
        deps=published,
        group_name="release",
        kinds={"python", "duckdb", "html"},
        owners=OWNERS,
        # Reads the warehouse, so it must not run beside dbt.
        pool=WAREHOUSE_POOL,
        description=(
            "An immutable release folder (marts, facts, pages, manifest) and the `current` link to it. When a gate "
            "fails, this is not reached and the last good release stays."
        ),
    )
    def published_release(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult[None]:
        # Imported here: charts and pages would cost every load of the definitions half a second.
        from orchestration.publication.contradictions import Contradiction
        from orchestration.publication.provenance import code_version
        from orchestration.publication.releases import BrokenRelease, PublishError, publish_release

        try:
            release = publish_release(
                home.root, code_version=code_version(), created_at=datetime.now(UTC), dbt_manifest=ensure_manifest()
            )
        except (PublishError, BrokenRelease, Contradiction) as error:
            fail_for_good("Nothing was published; the last good release stays", str(error))
        context.log.info(release.message)
        return dg.MaterializeResult(
            metadata={
                "release": release.id,
                "is_new": not release.is_noop,
                "is_simulated": release.is_simulated,
                "folder": dg.MetadataValue.path(str(release.path)),
                "weeks": len(release.weeks),
                "pages": ", ".join(release.pages),
                "marts": table(["mart", "rows"], sorted(release.marts.items())),
                "bytes": release.bytes,
            }
        )

    return [published_release]
