-- description: List in marts.release the releases that are kept for ever.
insert into marts.release
select
    kept.release_id,
    kept.released_at,
    kept.code_version,
    kept.label as frozen_label,
    kept.cutoff_period_id,
    period.label_vi as cutoff_vi,
    kept.frozen_at,
    kept.file_sha256 as fingerprint,
    'frozen/' || kept.file_name || '.duckdb' as frozen_file,
from reference.frozen_release as kept
left join reference.period as period on period.period_id = kept.cutoff_period_id
