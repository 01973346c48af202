-- description: Units and periods of which a case came, went or changed since a kind was validated; '' where a case is about none. 'cases': the table with the cases of the kind.
with judged as (
    select
        coalesce(unit_id, '') as unit_id,
        coalesce(period_id, '') as period_id,
        count(*) as case_count,
        count(*) || ' ' || sum(hash(one)::hugeint) as fingerprint,
    from query_table($cases) as one
    group by 1, 2
),

validated as (
    select unit_id, period_id, fingerprint from quality.validated where kind = $kind
)

select
    unit_id,
    period_id,
    judged.case_count,
    judged.fingerprint,
from judged
full join validated using (unit_id, period_id)
where judged.fingerprint is distinct from validated.fingerprint
