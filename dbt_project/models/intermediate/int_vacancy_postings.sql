with members as (

    select * from {{ ref('int_vacancy_members') }}

),

postings as (

    select * from {{ ref('int_postings') }}

),

joined as (

    select
        members.vacancy_id,
        postings.*,
        -- Feeds list nothing for long: a post lives on the day it appears.
        if(postings.kind = 'feed', postings.published_on, postings.first_seen_on) as appeared_on,
        if(postings.kind = 'feed', postings.published_on, postings.last_seen_on) as vanished_on
    from members
    inner join postings on members.posting_key = postings.posting_key

),

ranked as (

    select
        *,
        row_number() over (
            partition by vacancy_id order by preference, first_seen_on, posting_key
        ) as preferred_rank,
        row_number() over (
            partition by vacancy_id order by published_on, first_seen_on, posting_key
        ) as published_rank,
        -- A repost appears at a source after every earlier copy at that source had gone. Copies listed side by side
        -- (one text in several cities) and copies at other sources are not reposts.
        coalesce(
            appeared_on > max(vanished_on) over (
                partition by vacancy_id, source
                order by appeared_on, posting_key
                rows between unbounded preceding and 1 preceding
            ),
            false
        ) as is_repost,
        max(closed_on) filter (where kind <> 'feed') over (partition by vacancy_id) as listings_closed_on
    from joined

),

vacancy_postings as (

    select
        *,
        -- The end of a listing says more than the age of a channel post, unless the post is younger than that end.
        kind <> 'feed'
        or listings_closed_on is null
        or published_on >= listings_closed_on as is_closing_evidence
    from ranked

)

select * from vacancy_postings
