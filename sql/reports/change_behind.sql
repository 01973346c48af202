-- description: Causes behind what each step changes of each figure: of tables `changed` (change_step), `cause`, `told` (change_told) and `word` (names of reasons). What tells other indicators, other days or another target is behind nothing here, unless nothing else is.
with about as (
    select cause_number, indicator_id, period_id, null as target_id from told
    union all
    select cause_number, indicator_id, period_id, target_id
    from cause
    where unit_id is null and reason not in ('return', 'late_return', 'revision', 'received', 'withdrawal')
),

measured as (
    select figure_key, target_id, indicator_id from changed where indicator_id is not null
    union
    select figure_key, unnest([changed.target_id, part.part_id]), part.indicator_id
    from changed
    left join core.target_measured as part using (target_id, version)
    where changed.target_id is not null
),

added as (
    select figure_key, indicator_id from measured
    union
    select measured.figure_key, unnest(list_concat(indicator.numerator_ids, indicator.denominator_ids))
    from measured
    join reference.indicator as indicator using (indicator_id)
),

made_of as (
    select figure_key, indicator_id from added
    union
    select added.figure_key, unnest([indicator.derived_from_id, indicator.part_of_id])
    from added
    join reference.indicator as indicator using (indicator_id)
),

dated as (
    select
        cause.step_number, about.cause_number, about.indicator_id, about.target_id, cause.reason = 'day' as is_day,
        coalesce(period.starts_on, cause.from_on::date, '-infinity'::date) as starts_on, coalesce(period.ends_on, 'infinity'::date) as ends_on,
    from about
    join cause using (cause_number)
    left join reference.period as period on period.period_id = about.period_id
),

-- A figure of a part of a year may be what was told from January on less what was told before; one of several targets is made
-- of others.
own as (
    select changed.figure_key, changed.step_number, dated.cause_number,
    from changed
    join made_of using (figure_key)
    join dated on dated.step_number = changed.step_number and dated.indicator_id = made_of.indicator_id
    where dated.starts_on <= changed.ends_on and dated.ends_on >= date_trunc('year', changed.starts_on)
    union
    select changed.figure_key, changed.step_number, dated.cause_number,
    from changed
    join dated using (step_number)
    left join measured on measured.figure_key = changed.figure_key and measured.target_id = dated.target_id
    where dated.indicator_id is null and (dated.target_id is null or measured.target_id is not null)
        and (changed.target_id is not null or not dated.is_day)  -- a total is the same on any day
        and dated.starts_on <= changed.ends_on and dated.ends_on >= date_trunc('year', changed.starts_on)
),

behind as (
    select * from own
    union all
    select changed.figure_key, changed.step_number, cause.cause_number
    from changed
    join cause using (step_number)
    anti join own using (figure_key, step_number)
)

select
    behind.figure_key, behind.step_number,
    list(cause.cause_id order by cause.cause_number) as cause_ids,
    list_sort(list(distinct {'place': word.place, 'reason': word.reason, 'reason_vi': word.reason_vi})) as reasons,
from behind
join cause using (cause_number)
join word using (reason)
group by behind.figure_key, behind.step_number
