-- description: The cells of some indicators and periods ('members_admitted/2021H1') as JSON, [[unit, figure, file and sheet, cell], …], of each the $most with the greatest figures, zeros too; and how many there are.
with cell as (
    select
        indicator_id || '/' || period_id as asked,
        [
            unit_name_vi,
            if(is_corrected, replace($corrected, '{figure}', coalesce(figure_vi, state_vi)), coalesce(figure_vi, state_vi)),
            concat_ws(' › ', path, sheet_name),
            coalesce(address, ''),
        ] as told,
        row(coalesce(value, rate_pct, rating_rank::integer, 0), unit_version_id) as place,
    from marts.observation
    where not is_whole and state <> 'missing'
)

select asked, count(*) as cell_count, to_json(max_by(told, place, $most))::varchar as cells,
from cell
where asked in (select unnest($asked))
group by asked
