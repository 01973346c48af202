-- description: Figures that each step between two releases changes, before and after it: of tables `said` (figures by step, 0 is before the first) and `step`.
with figure as (
    select
        figure_key, any_value(target_id) as target_id, any_value(version) as version,
        any_value(indicator_id) as indicator_id, any_value(first_period_id) as first_period_id,
        any_value(last_period_id) as last_period_id,
    from said
    group by figure_key
),

told as (
    select
        figure.*,
        step.step_number,
        said.verdict, said.figure_vi, said.value, said.low_value, said.high_value, said.due_count, said.known_count,
        lag(said.verdict) over earlier as verdict_before,
        lag(said.figure_vi) over earlier as figure_before_vi,
        lag(said.value) over earlier as value_before,
        lag(said.low_value) over earlier as low_value_before,
        lag(said.high_value) over earlier as high_value_before,
        lag(said.due_count) over earlier as due_count_before,
        lag(said.known_count) over earlier as known_count_before,
        -- Where no step but a later one has a number again, that step is the one that changed it. Only of what is a number in
        -- both releases it is told by how much it changed.
        if(
            first_value(said.value) over whole is null or last_value(said.value) over whole is null, null,
            said.value - last_value(said.value ignore nulls) over (earlier rows between unbounded preceding and 1 preceding)
        ) as part_value,
    from figure
    cross join step
    left join said on said.figure_key = figure.figure_key and said.step_number = step.step_number
    window
        earlier as (partition by figure.figure_key order by step.step_number),
        whole as (earlier rows between unbounded preceding and unbounded following)
)

select told.*, coalesce(start.starts_on, date '0001-01-01') as starts_on, cutoff.ends_on
from told
left join reference.period as start on start.period_id = told.first_period_id
left join reference.period as cutoff on cutoff.period_id = told.last_period_id
where step_number > 0
    and (verdict, figure_vi, value, low_value, high_value, due_count, known_count) is distinct from (
        verdict_before, figure_before_vi, value_before, low_value_before, high_value_before, due_count_before,
        known_count_before
    )
