-- description: List in marts.release the releases that are kept for ever.
insert into marts.release
select
    freeze.release_id,
    freeze.released_at,
    freeze.code_version,
    freeze.label as frozen_label,
    freeze.cutoff_period_id,
    period.label_vi as cutoff_vi,
    freeze.frozen_at,
    freeze.file_sha256 as fingerprint,
    'frozen/' || freeze.file_name || '.duckdb' as frozen_file,
from reference.freeze as freeze
left join reference.period as period on period.period_id = freeze.cutoff_period_id
