"""When things start by themselves: the daily crawl. Marts follow by sensor, when days have changed."""

import dagster as dg

from orchestration.job_names import DAILY_JOB

# Boards renew their listings by night; 04:00 UTC is early morning everywhere in the market and after the day's first
# hours, so that "today" already exists at every source.
DAILY_CRON = "0 4 * * *"


def build_schedules() -> list[dg.ScheduleDefinition]:
    @dg.schedule(
        name="daily_crawl",
        job_name=DAILY_JOB,
        cron_schedule=DAILY_CRON,
        execution_timezone="UTC",
        description="Crawls today and takes it through all gates.",
    )
    def daily_crawl(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        # The day of the tick, not of the clock: a late tick still belongs to its day.
        day = context.scheduled_execution_time.date().isoformat()
        return dg.RunRequest(run_key=day, partition_key=day)

    return [daily_crawl]
