{#- Models whose rows carry `inputs_hash`, the hash of all they were made of. `meta.inputs` names the model that holds
    the hashes as they are now, by the same key: rows of equal hash stay, the others go and are made anew. Columns named
    in `meta.refreshed` are outside the hash and set from that model: a week moves the last day of every ad still
    listed. With `meta.made_of` (runs.sql), only keys touched since are compared. So whatever happened since the last
    run (late or replayed days, days removed, runs that failed half-way), the table ends as a full build would leave
    it. -#}

{#- Incremental strategy; `unique_key` is [key, inputs_hash]. -#}
{% macro get_incremental_replace_changed_sql(arg_dict) %}
    {%- set target = arg_dict["target_relation"] -%}
    {%- set columns = arg_dict["dest_columns"] | map(attribute="quoted") | join(", ") -%}
    {%- set key = arg_dict["unique_key"] | join(", ") -%}
    {%- set is_numbered = "made_of" in config.get("meta") -%}
    {%- set since = made_until() if is_numbered else none -%}
    {%- if since is none %}
        delete from {{ target }} where ({{ key }}) not in (select ({{ key }}) from {{ inputs_now() }});
    {%- else %}
        delete from {{ target }}
        where
            {{ arg_dict["unique_key"][0] }} in (
                select {{ arg_dict["unique_key"][0] }} from {{ arg_dict["temp_relation"] }}
            );
    {%- endif %}
    insert into {{ target }} ({{ columns }}) select {{ columns }} from {{ arg_dict["temp_relation"] }}
    {%- if is_numbered %} where made_in is not null {%- endif %};
    {% set refreshed = config.get("meta").get("refreshed", []) -%}
    {%- if refreshed %}
        update {{ target }} as made
        set {% for column in refreshed %}{{ column }} = inputs.{{ column }}{{ ", " if not loop.last }}{% endfor %}
        from {{ inputs_now() }} as inputs
        where
            made.{{ arg_dict["unique_key"][0] }} = inputs.{{ arg_dict["unique_key"][0] }}
            {%- if since is not none %} and inputs.made_in > {{ since }} {%- endif %}
            and (
                {% for column in refreshed %}
                    made.{{ column }} is distinct from inputs.{{ column }}{{ " or" if not loop.last }}
                {% endfor %}
            );
    {%- endif %}
{% endmacro %}

{% macro inputs_now() %}
    {{ return(ref(config.get("meta")["inputs"])) }}
{% endmacro %}

{#- The checksums of these models' files and what a macro gives them in one text: what their code makes is made anew when
    it changes. -#}
{% macro code_of(models, given="") %}
    {%- set found = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() if node.resource_type == "model" and node.name in models -%}
            {%- do found.append(node.name ~ " " ~ node.checksum.checksum) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(local_md5(found | sort | join(",") ~ given)) }}
{% endmacro %}
