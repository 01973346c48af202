-- description: Ratings by their rank, each with the code and the label that hold last.
-- grain: one row per rank
-- column rating_rank: order among ratings, higher is better
-- column rank_text: its place among them, the worst first, as text of one width that sorts like it
-- column rating_code: code of list 'rating'
-- column rating_vi: label as printed
select
    "rank" as rating_rank,
    lpad((row_number() over (order by "rank"))::varchar, length((count(*) over ())::varchar)::integer, '0') as rank_text,
    arg_max(code, valid_from_on) as rating_code,
    arg_max(label_vi, valid_from_on) as rating_vi,
from reference.code
where list_id = 'rating'
group by "rank"
