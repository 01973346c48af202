-- description: Ratings by their rank, each with the code and the label that hold last.
-- grain: one row per rank
-- column rating_rank: order among ratings, higher is better
-- column rating_code: code of list 'rating'
-- column rating_vi: label as printed
select
    "rank" as rating_rank,
    arg_max(code, valid_from_on) as rating_code,
    arg_max(label_vi, valid_from_on) as rating_vi,
from reference.code
where list_id = 'rating'
group by "rank"
