-- description: Reporting periods: months, quarters, half-years, nine months, years and terms with their days, their year, their term and the day by which returns are due.
-- grain: one row per period; what is about none names none (period_id null): left join
-- column period_id: period, e.g. '2020H2'
-- column label_vi: its name
-- column period_type: month, quarter, half_year, nine_months (from January), year or term
-- column period_type_vi: its name
-- column year: year that it is counted to; null for a term
-- column year_vi: the year by name; of a year of which not all periods of the type are due it says which are
-- column is_of_full_year: whether all periods of its type in its year are due: sums of other years are not those of a year. Whether all came a fact tells: count(value) beside count(*)
-- column starts_on: first day
-- column ends_on: last day; a unit that exists on it owes a return
-- column due_on: day by which returns are due
-- column previous_period_id: period of its type before; null for the first
-- column previous_vi: its name
-- column term_id: congress term that it is part of, of several the one that began last; null when none holds it
-- column term_vi: its name
-- column number_in_term: 1 for the first period of its type in the term
-- column is_mid_term: whether the mid-term evaluation is made at its end
-- column is_end_of_term: whether the end-of-term evaluation is made at its end
-- Where terms overlap, the one that began last counts.
with held as (
    select period.period_id, arg_max(term.term_id, (term.starts_on, term.term_id)) as term_id
    from reference.period as period
    join reference.term as term on period.starts_on >= term.starts_on and period.ends_on <= term.ends_on
    group by period.period_id
),

yearly as (
    select
        *,
        (min(starts_on) over same_year + interval 1 year)::date = max(ends_on) over same_year + 1 as is_of_full_year,
        first(label_vi) over (same_year order by starts_on) as first_vi,
        first(label_vi) over (same_year order by starts_on desc) as last_vi,
    from reference.period
    window same_year as (partition by period_type, year)
)

select
    period.period_id,
    period.label_vi,
    period.period_type,
    word.label_vi as period_type_vi,
    period.year,
    case
        when period.year is null then period.label_vi
        when period.is_of_full_year then replace(said.year, '{year}', period.year::varchar)
        else replace(replace(said.year_only, '{year}', period.year::varchar), '{periods}',
            first_vi || if(first_vi = last_vi, '', ' – ' || last_vi))
    end as year_vi,
    period.is_of_full_year and period.year is not null as is_of_full_year,
    period.starts_on,
    period.ends_on,
    period.due_on,
    lag(period.period_id) over in_time as previous_period_id,
    lag(period.label_vi) over in_time as previous_vi,
    term.term_id,
    term.label_vi as term_vi,
    case when term.term_id is not null
        then row_number() over (partition by term.term_id, period.period_type order by period.starts_on)
    end as number_in_term,
    coalesce(term.mid_term_period_id = period.period_id, false) as is_mid_term,
    coalesce(term.last_period_id = period.period_id, false) as is_end_of_term,
from yearly as period
cross join core.said as said
left join held using (period_id)
left join reference.term as term using (term_id)
left join reference.word as word on word.list_id = 'frequency' and word.code = period.period_type
window in_time as (partition by period.period_type order by period.starts_on)
