-- description: How people write the periods of the register and half-years around it, before case, accents and punctuation are taken away.
-- grain: one row per period and spelling
-- column period_id: period, of a half-year that the register does not hold e.g. '2019H2'
-- column year: year that it is counted to; null for a term
-- column text: spelling, e.g. 'kỳ 2 năm 2022', '6T cuối năm 2022', 'T9 2025' or the last day, '31-12-2022'
-- The month, quarter or half of its year that a period is: that of its middle, whatever the days on which books close.
with known as (
    select
        *,
        starts_on + ((ends_on - starts_on) // 2)::integer as middle_on,
        case period_type
            when 'month' then month(middle_on)
            when 'quarter' then quarter(middle_on)
            when 'half_year' then if(month(middle_on) < 7, 1, 2)
            else 1
        end as place,
    from reference.period
),

placed as (
    select period_id, label_vi, period_type, year, ends_on, place from known
    union all
    select
        years.year || 'H' || halves.place,
        years.year || 'H' || halves.place,
        'half_year',
        years.year,
        make_date(years.year, if(halves.place = 1, 6, 12), if(halves.place = 1, 30, 31)),
        halves.place,
    from (select unnest(range(min(year) - 10, max(year) + 11)) as year from known where period_type = 'half_year') as years
    cross join (select unnest([1, 2]) as place) as halves
    anti join known
        on known.period_type = 'half_year' and known.year = years.year and known.place = halves.place
)

select
    period_id,
    year,
    unnest([period_id, label_vi, strftime(ends_on, '%d %m %Y'), strftime(ends_on, '%Y %m %d')]) as text
from placed
union
select period_id, year, unnest([strftime(ends_on, '%d%m%Y'), strftime(ends_on, '%Y%m%d')]) as text
from placed
union
select
    placed.period_id,
    placed.year,
    unnest([
        called.part_text || ' ' || placed.year,
        called.part_text || ' ' || year_of.text || ' ' || placed.year,
        placed.year || ' ' || called.part_text,
        called.part_text || placed.year,
        placed.year || called.part_text,
    ]) as text,
from placed
left join reference.wording as year_of on year_of.list_id = 'path' and year_of.code = 'year'
join staging.period_call as called using (period_type, place)
