-- description: Rows of tables whose key must stand once.
-- grain: one row per rule and row of its table
-- kept by: unit_id, period_id
-- column rule_id: rule
-- column return_id: return that the row belongs to
-- column unit_id: reporting unit
-- column period_id: period
-- column indicator_id: indicator of the row; null in a table of returns
-- column copies: rows with the same key: 1, or the rule is broken
with rule as (
    select
        in_force.rule_id,
        in_force.period_id,
        in_force.subject,
        register.parts,
    from quality.rule_in_force as in_force
    join reference.rule as register using (rule_id)
    where in_force.kind = 'unique_key'
),

stored as (
    select
        'staging.observation' as subject, return_id, unit_id, period_id, indicator_id,
        form_id, line_code, sheet_name, address,
        null as revision, null as receipt_id, null as file_sha256, null as path,
    from staging.observation
    union all
    select
        'staging.return' as subject, return_id, unit_id, period_id, null as indicator_id,
        null as form_id, null as line_code, null as sheet_name, null as address,
        revision::varchar as revision, receipt_id::varchar as receipt_id, file_sha256, path,
    from staging.return
),

keyed as (
    select
        rule.rule_id,
        stored.*,
        concat_ws(
            chr(31),
            if('return_id' in rule.parts, coalesce(stored.return_id, ''), null),
            -- A return may hold figures of several units.
            if('unit_id' in rule.parts or 'return_id' in rule.parts, coalesce(stored.unit_id, ''), null),
            if('period_id' in rule.parts, coalesce(stored.period_id, ''), null),
            if('indicator_id' in rule.parts, coalesce(stored.indicator_id, ''), null),
            if('form_id' in rule.parts, coalesce(stored.form_id, ''), null),
            if('line_code' in rule.parts, coalesce(stored.line_code, ''), null),
            if('sheet_name' in rule.parts, coalesce(stored.sheet_name, ''), null),
            if('address' in rule.parts, coalesce(stored.address, ''), null),
            if('revision' in rule.parts, coalesce(stored.revision, ''), null),
            if('receipt_id' in rule.parts, coalesce(stored.receipt_id, ''), null),
            if('file_sha256' in rule.parts, coalesce(stored.file_sha256, ''), null),
            if('path' in rule.parts, coalesce(stored.path, ''), null)
        ) as key_text,
    from rule
    join stored using (subject, period_id)
)

select
    rule_id,
    return_id,
    unit_id,
    period_id,
    indicator_id,
    count(*) over (partition by rule_id, key_text) as copies,
from keyed
