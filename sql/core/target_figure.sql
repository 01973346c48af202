-- description: Every number that is said of a target at a cut-off, with as many decimals as its sentence needs, and what is said of its rounding.
-- grain: one row per target, version, cut-off period and figure
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column figure: which number it is: core.target_number
-- column value: the number; ratings as ranks. Result, low and high have the fewest decimals with which each stands to what was to be reached, and to what is asked for, as the exact one does
-- column rounding: what is said of a number that is not quite what is shown: about where it stands in an equation, or beside another such one that looks alike; above or below (the number shown) where it looks like what was to be reached and is not; more or less, of an end that itself is excluded; null of all else
-- column unit_of_measure: its unit of measure
-- column unit_of_measure_vi: its name
-- With one decimal to six, each rounded once from its fraction: a half goes away from zero.
-- Step by step, for DuckDB repeats what a name stands for wherever the name is used beside it.
with told as (select *, coalesce(exact, fraction(number)) as told from core.target_number),

rounded as (select *, list_transform(range(1, 7), lambda place: rounded(told, place)) as shown from told),

beside as (
    select *, max(shown) filter (where figure = 'expected') over (partition by target_id, version, cutoff_period_id) as due,
    from rounded
),

enough as (
    select
        *,
        list_filter(range(least_decimals, 7), lambda place:
            sign(shown[place] - target_value) = sign(number - target_value)
            and coalesce(sign(shown[place] - due[greatest(place, 2)]) = sign(number - expected_value), true)
        )[1] as enough,
    from beside
),

told_apart as (
    select
        *,
        max(coalesce(enough, 6)) filter (where figure in ('result', 'low', 'high'))
            over (partition by target_id, version, cutoff_period_id) as decimals,
    from enough
),

valued as (
    select
        *,
        case
            when figure in ('result', 'low', 'high') then shown[decimals]
            when figure = 'asked' or number = target_value then number
            else shown[greatest(coalesce(decimals, 2), 2)]
        end as value,
    from told_apart
),

sided as (select *, coalesce(beside(exact, fraction(value)), 0) as side from valued),

due_sided as (
    select
        *,
        max(side) filter (where figure = 'expected') over (partition by target_id, version, cutoff_period_id) as due_side,
    from sided
),

said as (
    select *, value = target_value or (value = due[greatest(decimals, 2)] and due_side = 0) as is_like_asked from due_sided
)

select
    target_id, version, cutoff_period_id, figure, value,
    case
        when beyond is not null then beyond
        when side = 0 then null
        when figure = 'result' and is_like_asked then if(side > 0, 'above', 'below')
        when figure not in ('result', 'low', 'high') or (figure = 'result' and is_equation) then 'about'
        when is_like_asked or value = due[greatest(decimals, 2)] then 'about'
    end as rounding,
    unit_of_measure, unit_of_measure_vi,
from said
