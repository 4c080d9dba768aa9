"""Names of the jobs, without Dagster, so that the command line can name them before it loads anything."""

DAILY_JOB = "daily_job"
CRAWL_JOB = "crawl_job"
REPLAY_JOB = "replay_job"
WEEKLY_JOB = "weekly_job"
