-- description: Codes of the SDMX files by their list: those of the office by its names for them, those of SDMX by its own.
with code as (
    select list_id, sdmx_id(code) as code, label_vi as name_vi, null as description from reference.word
    union all
    select 'unit', sdmx_id(unit_version_id), name_vi, kind_vi from marts.unit
    union all
    select 'indicator', sdmx_id(indicator_id), label_vi, label_en from marts.indicator
    union all
    select 'period', sdmx_id(period_id), label_vi, starts_on || '/' || ends_on from marts.period
    union all
    select 'target', sdmx_id(target_version_id), label_vi || ': ' || target_vi, clause from marts.target
    union all
    select 'AXIS_' || axis_id, sdmx_id(member_id), label_vi, null from reference.breakdown
    union all
    select distinct 'AXIS_' || axis_id, '_T', 'Total', null from reference.breakdown
    union all
    select * from (values
        ('freq', 'M', 'Monthly', null),
        ('freq', 'Q', 'Quarterly', null),
        ('freq', 'S', 'Half-yearly, semester', null),
        ('freq', 'A', 'Annual', null),
        ('freq', '_O', 'Other', 'Nine months from January, or a whole term'),
        ('unit_kind', '_T', 'Total', null),
        ('sector', '_T', 'Total', null),
        ('unit_mult', '0', 'Units', null),
        ('obs_status', 'A', 'Normal value', 'The figure as it is, also zero, and where nothing occurred'),
        ('obs_status', 'E', 'Estimated value', 'What is claimed is a bound, or about right: see COMPARATOR, LOWER_BOUND, UPPER_BOUND'),
        ('obs_status', 'P', 'Provisional value', 'Figures that are due have not come, or are blank: see LOWER_BOUND, UPPER_BOUND'),
        ('obs_status', 'L', 'Missing value; data exist but were not collected', 'No accepted return came, of a period of which any came or is overdue'),
        ('obs_status', 'M', 'Missing value; data cannot exist', 'It does not apply to the unit, or is a rate of nothing'),
        ('obs_status', 'O', 'Missing value', 'Left blank, said to be not known, not readable, or not due yet')
    ) as sdmx (list_id, code, name_vi, description)
)

select list_id, code, coalesce(name_vi, code) as name_vi, description from code order by list_id, code
