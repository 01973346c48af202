-- Each figure by unit as organised now. Of what was split each has its share, or bounds where none are stated; rates are made of their
-- parts again. A rating of a unit that was split is not comparable, nor what may not be added up (level_value in marts.observation).
select period_id, indicator_id, indicator_vi, as_is_unit_version_id, as_is_unit_name_vi, if(bool_and(is_share_known),
        sum(coalesce(value, opening_by_period[period_id], closing_by_period[period_id]) * most_share), null)::double as value,
    100 * sum(numerator * most_share) / if(bool_and(is_share_known), nullif(sum(denominator * most_share), 0), null) as rate_pct,
    if(bool_and(least_share = 1), arg_min(rating_vi, rating_rank::integer), null) as worst_rating_vi,
    sum(low_value * if(low_value < 0, most_share, least_share)) filter (where measure not in ('rate', 'level'))::double as low_value,
    sum(high_value * if(high_value < 0, least_share, most_share)) filter (where measure not in ('rate', 'level'))::double as high_value
from marts.observation join marts.unit_as_is on as_was_unit_version_id = unit_version_id
where not is_whole group by all order by all
