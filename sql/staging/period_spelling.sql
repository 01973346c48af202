-- description: How people write the half-years of the register and those around it, before case, accents and punctuation are taken away.
-- grain: one row per half-year and spelling
-- column period_id: half-year, of one that the register does not hold e.g. '2019H2'
-- column text: spelling, e.g. 'kỳ 2 năm 2022', '6T cuối năm 2022' or the last day, '31-12-2022'
with half_year as (
    select period_id, label_vi, year, half, ends_on from reference.period
    union all
    select
        years.year || 'H' || halves.half,
        years.year || 'H' || halves.half,
        years.year,
        halves.half,
        make_date(years.year, if(halves.half = 1, 6, 12), if(halves.half = 1, 30, 31)),
    from (select unnest(range(min(year) - 10, max(year) + 11)) as year from reference.period) as years
    cross join (select unnest([1, 2]) as half) as halves
    anti join reference.period as period on period.year = years.year and period.half = halves.half
),

-- What a half of a year is called, with and without its year behind 'năm', and before or behind the year.
called as (
    select half, unnest(['h' || half, 'h ' || half, 'hk' || half, 'k' || half, 'kỳ ' || half, half || 'h']) as half_vi
    from (select unnest([1, 2]) as half)
    union all
    select half, part || ' ' || if(half = 1, 'đầu', 'cuối')
    from (select unnest([1, 2]) as half)
    cross join (select unnest(['6t', '6 tháng', 'sáu tháng', 'nửa', '6th', '6 t']) as part)
    union all
    select half, unnest(['kỳ ', 'hk ']) || if(half = 1, 'i', 'ii') from (select unnest([1, 2]) as half)
)

select period_id, unnest([period_id, label_vi, strftime(ends_on, '%d %m %Y'), strftime(ends_on, '%Y %m %d')]) as text
from half_year
union
select period_id, unnest([strftime(ends_on, '%d%m%Y'), strftime(ends_on, '%Y%m%d')]) as text
from half_year
union
select
    half_year.period_id,
    unnest([
        called.half_vi || ' ' || half_year.year,
        called.half_vi || ' năm ' || half_year.year,
        half_year.year || ' ' || called.half_vi,
        called.half_vi || half_year.year,
        half_year.year || called.half_vi,
    ]) as text,
from half_year
join called using (half)
