with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

grades as (

    select * from {{ ref('grades') }}

),

defining as (

    select * from {{ ref('defining_technologies') }}

),

graded as (

    select
        week_start,
        segment_level,
        segment,
        value as grade,
        n as total_n,
        named_n as stated_n
    from {{ ref('int_window_counts') }}
    where breakdown = 'grade' and value is not null and {{ in_weeks() }}

),

compared as (

    select
        named.*,
        graded.total_n,
        graded.stated_n,
        named.graded_n - named.n as others_n
    from {{ ref('int_window_technologies') }} as named
    inner join graded
        on
            named.week_start = graded.week_start
            and named.segment_level = graded.segment_level
            and named.segment = graded.segment
            and named.grade = graded.grade
    where {{ in_weeks('named.week_start') }}

),

stated as (

    select
        week_start,
        segment_level,
        segment,
        sum(stated_n) as all_stated_n
    from graded
    group by week_start, segment_level, segment

),

ranked as (

    select
        compared.*,
        stated.all_stated_n - compared.stated_n as others_stated_n,
        rank() over (
            partition by compared.week_start, compared.segment_level, compared.segment, compared.grade
            order by compared.n desc
        ) as technology_rank
    from compared
    inner join stated
        on
            compared.week_start = stated.week_start
            and compared.segment_level = stated.segment_level
            and compared.segment = stated.segment
    qualify
        row_number() over (
            partition by compared.week_start, compared.segment_level, compared.segment, compared.grade
            order by compared.n desc, compared.technology asc
        ) <= {{ var('grade_technologies') }}

),

grade_technologies as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        segment_weeks.window_start,
        ranked.grade,
        grades.grade_order,
        ranked.technology,
        ranked.technology_rank as rank,
        ranked.n,
        ranked.stated_n,
        ranked.total_n,
        ranked.stated_n / ranked.total_n as coverage,
        {{ shown_share('ranked.n', 'ranked.stated_n') }} as share,
        {{ wilson('ranked.n', 'ranked.stated_n', 'low') }} as share_low,
        {{ wilson('ranked.n', 'ranked.stated_n', 'high') }} as share_high,
        {{ shown_count('ranked.others_n') }}::bigint as others_n,
        {{ shown_share('ranked.others_n', 'ranked.others_stated_n') }} as others_share,
        {{ wilson('ranked.others_n', 'ranked.others_stated_n', 'low') }} as others_share_low,
        {{ wilson('ranked.others_n', 'ranked.others_stated_n', 'high') }} as others_share_high,
        {{ shown_share('ranked.n', 'ranked.stated_n') }}
        / {{ shown_share('ranked.others_n', 'ranked.others_stated_n') }} as lift,
        coalesce(
            ranked.others_stated_n >= {{ var('min_count') }}
            and {{ wilson_bound('ranked.n', 'ranked.stated_n', 'low') }}
            > {{ wilson_bound('ranked.others_n', 'nullif(ranked.others_stated_n, 0)', 'high') }},
            false
        ) as is_more_than_others,
        defining.technology is not null as is_defining,
        {{ is_count_suppressed('ranked.n') }} as is_suppressed
    from ranked
    inner join segment_weeks
        on
            ranked.week_start = segment_weeks.week_start
            and ranked.segment_level = segment_weeks.segment_level
            and ranked.segment = segment_weeks.segment
    inner join grades on ranked.grade = grades.grade
    left join defining
        on ranked.technology = defining.technology and segment_weeks.specialization = defining.specialization

)

select * from grade_technologies
