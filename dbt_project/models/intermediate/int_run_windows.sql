with weeks as (

    select * from {{ ref('int_weeks') }}

),

-- The earlier window is counted anew: read from that week's own rows it would depend on the order of builds.
run_windows as (

    select
        weeks.week_start,
        weeks.window_start,
        weeks.as_of,
        earlier.window_start as earlier_window_start,
        earlier.as_of as earlier_as_of
    from weeks
    left join weeks as earlier on weeks.week_start = earlier.week_start + 7 * {{ var('momentum_weeks') }}
    where {{ in_weeks('weeks.week_start') }}

)

select * from run_windows
