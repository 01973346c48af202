-- description: The cells of some indicators and periods ('members_admitted/2021H1'), of each the $most with the greatest figures; zeros too.
select
    figure.indicator_id || '/' || figure.period_id as asked, unit_name_vi, coalesce(figure_vi, state_vi) as figure_vi,
    is_corrected, path, sheet_name, address,
    count(*) over (partition by asked) as cell_count,
from marts.observation as figure
where asked in (select unnest($asked)) and not is_whole and state <> 'missing'
qualify row_number() over (
    partition by asked order by coalesce(value, rate_pct, rating_rank::integer, 0) desc, unit_version_id
) <= $most
order by asked, coalesce(value, rate_pct, rating_rank::integer, 0) desc, unit_version_id
