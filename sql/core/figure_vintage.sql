-- description: What the last release said of figures that said anything otherwise than the one before it, this one included: the rows stay until another does. All that releases said stands in reference.published_figure, and with this in marts.vintage.
-- grain: one row per figure of which it said another thing
-- column figure_key: figure: core.figure_said
-- column target_id: target; null for totals
-- column version: its version; null for totals
-- column indicator_id: indicator; null for targets
-- column first_period_id: first period of the span; null for targets
-- column last_period_id: last period that counts
-- column verdict: verdict; null for totals, and where the figure is there no more
-- column figure_vi: what it came to, in words; null where there is no figure
-- column value: the same as a number; null for ratings
-- column low_value: least that it may be; null for ratings
-- column high_value: most that it may be
-- column due_count: unit figures due; null where the figure is there no more
-- column known_count: unit figures known
-- column release_number: place of the release among all publications; this one is the next
-- column known_from_at: instant at which the run began that made it (UTC)
with last as (
    select * from reference.published_figure
    qualify release_number = max(release_number) over (partition by figure_key)
),

changed as (
    select
        coalesce(said.figure_key, last.figure_key) as figure_key,
        coalesce(said.target_id, last.target_id) as target_id,
        coalesce(said.version, last.version) as version,
        coalesce(said.indicator_id, last.indicator_id) as indicator_id,
        coalesce(said.first_period_id, last.first_period_id) as first_period_id,
        coalesce(said.last_period_id, last.last_period_id) as last_period_id,
        said.verdict, said.figure_vi,
        said.value, said.low_value, said.high_value,
        said.due_count, said.known_count,
        (select count(*) + 1 from reference.publication)::integer as release_number,
        run.run_at as known_from_at,
    from core.figure_said as said
    full join last on last.figure_key = said.figure_key
    cross join reference.run as run
    where (said.verdict, said.figure_vi, said.value, said.low_value, said.high_value, said.due_count, said.known_count)
        is distinct from
        (last.verdict, last.figure_vi, last.value, last.low_value, last.high_value, last.due_count, last.known_count)
),

told as (
    select * from last
    union all by name
    select * from changed
)

select
    figure_key, target_id, version, indicator_id, first_period_id, last_period_id,
    verdict, figure_vi, value, low_value, high_value, due_count, known_count,
    release_number, known_from_at,
from told
qualify release_number = max(release_number) over ()
