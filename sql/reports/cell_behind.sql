-- description: The cells of some indicators and periods ('members_admitted/2021H1') as JSON, [[unit, figure, file and sheet, cell], …], of each the $most with the greatest figures, zeros too; and how many there are.
with cell as (
    select
        indicator_id || '/' || period_id as asked,
        rowid as place,
        row(coalesce(value, rate_pct, rating_rank::integer, 0), unit_version_id) as standing,
    from marts.observation
    where not is_whole and state <> 'missing'
),

-- Words are put together of those alone that are shown.
greatest as (
    select asked, count(*) as cell_count, unnest(max_by(place, standing, $most)) as place, unnest(range($most)) as number,
    from cell
    where asked in (select unnest($asked))
    group by asked
),

told as (
    select
        asked, cell_count, number,
        [
            unit_name_vi,
            if(is_corrected, replace($corrected, '{figure}', coalesce(figure_vi, state_vi)), coalesce(figure_vi, state_vi)),
            concat_ws(' › ', path, sheet_name),
            coalesce(address, ''),
        ] as told,
    from greatest
    join marts.observation as observation on observation.rowid = greatest.place
)

select asked, cell_count, to_json(list(told order by number))::varchar as cells,
from told
group by asked, cell_count
