-- description: Ways in which figures of described forms are broken down, in words.
-- grain: one row per breakdown and set of axes
-- column breakdown: members, sorted, 'axis=member axis=member'
-- column axes: axes of these, within which parts do not overlap
-- column breakdown_vi: labels of the members, in the order of their axes
-- column axes_vi: labels of the axes; 'trong đó' where it is a part of a part
-- column members: axis → member
-- column members_vi: axis → label of the member
with broken_down as (
    select distinct breakdown, axes from reference.form_cell where breakdown <> ''
),

part as (
    select breakdown, axes, unnest(string_split(breakdown, ' ')) as member from broken_down
)

select
    part.breakdown,
    part.axes,
    string_agg(member.label_vi, '; ' order by member.axis_id) as breakdown_vi,
    string_agg(coalesce(axis.label_vi, member.axis_id), ' × ' order by member.axis_id)
        || if(contains(part.axes, ' of '), ' (' || any_value(said.of_which) || ')', '') as axes_vi,
    map(list(member.axis_id order by member.axis_id), list(member.member_id order by member.axis_id)) as members,
    map(list(member.axis_id order by member.axis_id), list(member.label_vi order by member.axis_id)) as members_vi,
from part
cross join core.said as said
join reference.breakdown as member on part.member = member.axis_id || '=' || member.member_id
left join reference.word as axis on axis.list_id = 'axis' and axis.code = member.axis_id
group by part.breakdown, part.axes
