{% test unique_combination(model, columns) %}
    -- Grouping treats nulls as equal, so a key with a nullable part is checked too.
    select {{ columns | join(", ") }}
    from {{ model }}
    group by {{ columns | join(", ") }}
    having count(*) > 1
{% endtest %}
