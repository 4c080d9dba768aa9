{{
    config(
        materialized='incremental',
        incremental_strategy='replace_touched',
        unique_key='posting_key',
        meta={'made_of': ['int_vacancy_members', 'int_posting_lifecycle'], 'code': ['int_vacancy_ranks']},
        post_hook="{{ remember_days() }}"
    )
}}
{% set since = made_until() if is_incremental() else none %}

-- Not materialized: each reader takes a few columns, or the rows made since, which stand together.
with all_members as not materialized (

    select * from {{ ref('int_vacancy_members') }}

),

lifecycle as not materialized (

    select * from {{ ref('int_posting_lifecycle') }}

),

{% if since is not none %}
    -- Whoever is alone has the same place whatever its days are.
    touched_vacancies as materialized (

        select vacancy_id from all_members
        where made_in > {{ since }}
        union
        select vacancy_id from {{ this }}
        where
            posting_count > 1
            and posting_key in (
                select posting_key from lifecycle
                where made_in > {{ since }}
            )

    ),
{% endif %}

members as {{ "materialized" if since is not none else "not materialized" }} (

    select
        posting_key,
        vacancy_id
    from all_members
    {% if since is not none %}
        where vacancy_id in (select vacancy_id from touched_vacancies)
    {% endif %}

),

{% if since is not none %}
    touched as (

        select posting_key from members
        union
        select posting_key from lifecycle
        where made_in > {{ since }} and not is_countable

    ),
{% endif %}

shared as (

    select
        vacancy_id,
        count(*) as posting_count
    from members
    group by vacancy_id
    having count(*) > 1

),

postings as (

    select
        posting_key,
        source,
        kind,
        preference,
        published_on,
        first_seen_on,
        closed_on,
        -- Feeds list nothing for long: a post lives on the day it appears.
        if(kind = 'feed', published_on, first_seen_on) as appeared_on,
        if(kind = 'feed', published_on, last_seen_on) as vanished_on
    from lifecycle

),

-- Five of six vacancies have one member, which needs no place among others.
alone as (

    select
        vacancy_id,
        posting_key,
        1 as posting_count,
        1 as preferred_rank,
        1 as published_rank,
        false as is_repost,
        true as is_closing_evidence
    from members
    anti join shared on members.vacancy_id = shared.vacancy_id

),

together as (

    select
        members.vacancy_id,
        shared.posting_count,
        postings.*
    from members
    inner join shared on members.vacancy_id = shared.vacancy_id
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
    from together

),

vacancy_ranks as (

    select * from alone

    union all

    select
        vacancy_id,
        posting_key,
        posting_count,
        preferred_rank,
        published_rank,
        is_repost,
        -- The end of a listing says more than the age of a channel post, unless the post is younger than that end.
        kind <> 'feed'
        or listings_closed_on is null
        or published_on >= listings_closed_on as is_closing_evidence
    from ranked

)

{{ numbered('vacancy_ranks', 'posting_key', 'touched' if since is not none) }}
