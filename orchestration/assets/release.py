"""The published release: what dashboards and pages read. Made only from marts that passed their gates."""

from collections.abc import Sequence
from datetime import UTC, datetime

import dagster as dg

from orchestration.assets.describe import OWNERS, table
from orchestration.dbt_manifest import ensure_manifest
from orchestration.instance import WAREHOUSE_POOL
from orchestration.resources.home import Home
from orchestration.resources.marts_database import MartsDatabase
from orchestration.retries import DBT_RETRY, fail_for_good, is_passing_trouble


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


def build_postgres_asset() -> dg.AssetsDefinition:
    """The marts of the current release in PostgreSQL, for installations that have JOBMARTS_MARTS_PG_URL."""

    @dg.asset(
        deps=["published_release"],
        group_name="release",
        kinds={"postgres"},
        owners=OWNERS,
        retry_policy=DBT_RETRY,
        description=(
            "All marts of the current release behind the views of the PostgreSQL schema `jobmarts`, swapped in one "
            "transaction. When this fails the release in files is out already, and PostgreSQL keeps the one before."
        ),
    )
    def marts_in_postgres(home: Home, marts_database: MartsDatabase) -> dg.MaterializeResult[None]:
        from orchestration.publication.marts_postgres import SCHEMA, PostgresPublishError, publish_to_postgres

        try:
            done = publish_to_postgres((home.root / "current").resolve(), marts_database.url)
        except PostgresPublishError as error:
            raise dg.Failure(
                f"The release in files is out; PostgreSQL keeps the one before: {error}",
                allow_retries=is_passing_trouble(str(error)),
            ) from None
        return dg.MaterializeResult(
            metadata={
                "release": done.id,
                "is_new": not done.is_noop,
                "views": SCHEMA,
                "schema": done.schema,
                "marts": table(["mart", "rows"], sorted(done.tables.items())),
                "dropped": ", ".join(done.dropped) or "nothing",
                "in_use": ", ".join(done.undroppable) or "nothing",
            }
        )

    return marts_in_postgres
