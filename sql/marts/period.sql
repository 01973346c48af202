-- description: Reporting periods: half-years with their year, their term and the day by which returns are due.
-- grain: one row per half-year, and one, '-', for what is about none
-- column period_id: half-year, e.g. '2020H2'; sorts in order of time
-- column label_vi: its name
-- column year: calendar year
-- column half: 1: January to June; 2: July to December
-- column year_vi: the year by name; of a year of which only one half-year is due it says so
-- column is_of_full_year: whether both half-years of its year are due: sums of other years are not those of a year. Whether both came a fact tells: count(value) beside count(*)
-- column starts_on: first day
-- column ends_on: last day; a unit that exists on it owes a return
-- column due_on: day by which returns are due
-- column previous_period_id: half-year before; null for the first
-- column term_id: congress term that it is part of, of several the one that began last; null when none holds it
-- column term_vi: its name
-- column number_in_term: 1 for the first half-year of the term
-- column is_mid_term: whether the mid-term evaluation is made at its end
-- column is_end_of_term: whether the end-of-term evaluation is made at its end
-- Where terms overlap, the one that began last counts.
with held as (
    select period.period_id, arg_max(term.term_id, term.first_period_id) as term_id
    from reference.period as period
    join reference.term as term on period.period_id between term.first_period_id and term.last_period_id
    group by period.period_id
)

select
    period.period_id,
    period.label_vi,
    period.year,
    period.half,
    'Năm ' || period.year || if(count(*) over same_year = 2, '', ' (chỉ có ' || period.label_vi || ')') as year_vi,
    count(*) over same_year = 2 as is_of_full_year,
    period.starts_on,
    period.ends_on,
    period.due_on,
    lag(period.period_id) over (order by period.period_id) as previous_period_id,
    term.term_id,
    term.label_vi as term_vi,
    case when term.term_id is not null then row_number() over (partition by term.term_id order by period.period_id) end
        as number_in_term,
    coalesce(term.mid_term_period_id = period.period_id, false) as is_mid_term,
    coalesce(term.last_period_id = period.period_id, false) as is_end_of_term,
from reference.period as period
left join held using (period_id)
left join reference.term as term using (term_id)
window same_year as (partition by period.year)
union all
-- Facts of no half-year name this, so that a join loses none.
select
    '-' as period_id, 'chưa rõ kỳ' as label_vi, null as year, null as half, 'chưa rõ năm' as year_vi, false as is_of_full_year,
    null as starts_on, null as ends_on, null as due_on, null as previous_period_id,
    null as term_id, null as term_vi, null as number_in_term, false as is_mid_term, false as is_end_of_term,
