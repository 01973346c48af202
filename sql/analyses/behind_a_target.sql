-- The cells behind the result of a target at a cut-off: here, of T4 at mid-term, new members admitted, zeros too; they add up to it.
-- Of a rate 100 * sum of numerators / sum of denominators of a year (compared_vi); docs/targets.md says what each kind makes of them.
select unit_name_vi, compared_vi, is_result, figure.period_vi, part_vi, figure.indicator_vi, figure_vi, value, path, sheet_name, address
from marts.result_part join marts.observation as figure using (indicator_id, period_id)
where result_id = 'T4/congress/2023H1' and not is_whole and state <> 'missing'
order by period_id, unit_version_id
