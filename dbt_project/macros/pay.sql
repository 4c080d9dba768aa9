{#- What a salary counts as, from the columns has_salary, is_outlier and salary_usd_month_current. The rate of the week
    decides too: a fall can push pay under the bound. The Python models hold the same rule in cohort_windows.py; the test
    assert_windows_and_weeks_count_the_same_pay holds the two together. -#}
{% macro salary_status() -%}
    case
        when not has_salary then 'not stated'
        when salary_usd_month_current is null then 'not converted'
        when
            is_outlier
            or salary_usd_month_current not between
            {{ var('outlier_below_usd') }} and {{ var('outlier_above_usd') }}
            then 'outlier'
        else 'usable'
    end
{%- endmacro %}

{#- An amount of `n` ads in whole dollars, as it may be shown: null when they are too few. -#}
{% macro shown_amount(amount, n) -%}
    case when {{ n }} >= {{ var("min_median_n") }} then round({{ amount }}) end
{%- endmacro %}
