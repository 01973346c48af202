-- description: Which units the figures of each unit fall to on the day of the run, as it told them: join marts.observation on as_was_unit_version_id, which gives a figure of a split unit several rows, multiply by the share and group by as_is_unit_version_id for figures as organised now, as sql/analyses/units_as_is.sql does. A split of which no shares are stated (register unit_event) leaves bounds.
-- grain: one row per unit and span of days, and unit that it has become, also in part; so a figure of a unit that was split stands on several rows, with its part of each
-- column as_was_unit_version_id: unit and first day of the span in which it told its figures: their unit_version_id, named otherwise here so that no join multiplies figures without being told to
-- column as_was_unit_name_vi: its name in that span
-- column as_is_unit_version_id: unit that it has become, in its span of that day: key of marts.unit; of a unit that ended without a successor itself
-- column as_is_unit_name_vi: its name
-- column as_is_kind: kind of that unit
-- column as_is_kind_vi: its name
-- column as_is_sector: sector of that unit
-- column as_is_sector_vi: its name
-- column least_share: least part of the figures that falls to it, 0 to 1; of several parts of one figure the sums of least and most lie on both sides of 1
-- column most_share: most part of them
-- column is_share_known: whether the part is known
select
    share.unit_id || '/' || share.valid_from_on as as_was_unit_version_id,
    unit.distinct_name_vi as as_was_unit_name_vi,
    share.became_id || '/' || share.became_from_on as as_is_unit_version_id, became.distinct_name_vi as as_is_unit_name_vi,
    became.kind as as_is_kind, kind.label_vi as as_is_kind_vi,
    became.sector as as_is_sector, sector.label_vi as as_is_sector_vi,
    share.least_share, share.most_share,
    share.least_share = share.most_share as is_share_known,
from reference.unit_share as share
join reference.run as run
    on run.office_on between coalesce(share.holds_from_on, run.office_on) and coalesce(share.holds_to_on, run.office_on)
join reference.unit as unit on unit.unit_id = share.unit_id and unit.valid_from_on = share.valid_from_on
join reference.unit as became on became.unit_id = share.became_id and became.valid_from_on = share.became_from_on
left join reference.word as kind on kind.list_id = 'unit_kind' and kind.code = became.kind
left join reference.word as sector on sector.list_id = 'sector' and sector.code = became.sector
