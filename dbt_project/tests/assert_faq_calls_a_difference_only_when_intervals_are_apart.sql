select
    other.week_start,
    other.segment,
    other.question_id,
    other.slot,
    other.slot_order,
    other.comparison
from {{ ref('mart_faq') }} as other
inner join {{ ref('mart_faq') }} as first_one
    on
        other.week_start = first_one.week_start
        and other.segment_level = first_one.segment_level
        and other.segment = first_one.segment
        and other.question_id = first_one.question_id
        and other.slot = first_one.slot
where
    first_one.slot_order = 1
    and other.comparison is not null
    and (
        other.slot_order = 1
        or other.comparison <> case
            when other.low > first_one.high then 'higher'
            when other.high < first_one.low then 'lower'
            else 'not apart'
        end
        or coalesce(other.low, other.high, first_one.low, first_one.high) is null
    )
