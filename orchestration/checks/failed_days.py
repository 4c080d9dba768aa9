"""The standing check "no day left failed": which days of which assets failed, how many, and what to do."""

from collections.abc import Sequence

import dagster as dg
from dagster._core.storage.partition_status_cache import AssetPartitionStatus

SAMPLE_SIZE = 10
GATED_ASSET = "mart_market_summary"


def failed_days(
    instance: dg.DagsterInstance, days: dg.DailyPartitionsDefinition, assets: Sequence[dg.AssetKey]
) -> dict[str, list[str]]:
    """Asset -> days whose newest run failed, oldest first; assets without failed days are left out."""
    keys = days.get_partition_keys()
    found = {}
    for asset in assets:
        status = instance.get_status_by_partition(asset, keys, days) or {}
        failed = [key for key in keys if status.get(key) == AssetPartitionStatus.FAILED]
        if failed:
            found[asset.to_user_string()] = failed
    return found


def build_failed_days_check(
    days: dg.DailyPartitionsDefinition, assets: Sequence[dg.AssetKey]
) -> dg.AssetChecksDefinition:
    """Blocks a release while a day is failed: the last good release stays until the day is mended."""

    @dg.asset_check(
        asset=GATED_ASSET,
        name="no_day_left_failed",
        blocking=True,
        description="No partition of a daily asset is failed: a release must not miss a day without anybody knowing.",
    )
    def no_day_left_failed(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        found = failed_days(context.instance, days, assets)
        failed = sorted({day for listed in found.values() for day in listed})
        return dg.AssetCheckResult(
            passed=not failed,
            metadata={
                "failed days": len(failed),
                "sample": ", ".join(failed[:SAMPLE_SIZE]) or "none",
                "assets": ", ".join(sorted(found)) or "none",
                "what to do": (
                    "Open a day's failed run and read which check or step stopped it; mend the cause, then "
                    f"`jobmarts run --from {failed[0]} --to {failed[-1]}` or re-materialize the days in the UI."
                    if failed
                    else "Nothing."
                ),
            },
        )

    return no_day_left_failed
