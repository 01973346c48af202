-- What became of an evaluation since it was frozen: verdicts and results then and today; name the file that marts.release tells (frozen_file).
attach 'warehouse/releases/FROZEN_FILE' as earlier (read_only);
select target_version_id, cutoff_period_id, verdict_then_vi, result_then_vi, verdict_vi as verdict_today_vi, result_vi as result_today_vi
from marts.target_evaluation
full join (
    select target_version_id, cutoff_period_id, verdict_vi as verdict_then_vi, result_vi as result_then_vi from earlier.marts.target_evaluation
) using (target_version_id, cutoff_period_id)
where (verdict_vi, result_vi) is distinct from (verdict_then_vi, result_then_vi);
