-- Of what cannot yet be said of figures a return is named that would decide it.
select
    progress.target_id,
    progress.version,
    progress.cutoff_period_id,
from core.target_progress as progress
where progress.verdict = 'cannot_yet_say' and progress.indicator_id is not null
    -- A rating that no list ranks asks for nothing that a return could decide.
    and progress.target_value is not null
    and (progress.target_id || '/' || progress.version, progress.cutoff_period_id) not in (
        select (target_version_id, cutoff_period_id) from marts.decisive_return
    )
