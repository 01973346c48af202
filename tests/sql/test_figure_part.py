"""What a printed figure is made of, as the evaluation page opens it: on given rows."""

import duckdb

from pipelines import queries

SHARE_OF_WHAT_IS_GOOD = """
create schema marts; create schema reference; create schema core;
create table marts.printed_figure as
    select 'F1' as figure_id, '2023H1' as cutoff_period_id, 'share' as indicator_id, 'cumulative' as taken_over, 50 as value;
create table reference.printed_figure as select 'F1' as figure_id, null::integer as year;
create table reference.term as select 'T' as term_id, '2023H1' as first_period_id;
create table reference.period as select '2023H1' as period_id, 'l' as label_vi, date '2023-01-01' as starts_on;
create table core.span as
    select 'since_start:2023H1:2023H1' as span_id, 'since_start' as span_kind, '2023H1' as first_period_id,
        '2023H1' as last_period_id;
create table core.span_compared as
    select '' as first_period_id, '' as last_period_id, '' as indicator_id, '' as span_kind, '' as compared_when, 0 as value,
        '' as span_id
    where false;
create table core.span_part as
    select 'since_start:2023H1:2023H1' as span_id, 'share' as asked_id, unnest(['good', 'other']) as indicator_id,
        '2023H1' as period_id;
create table core.indicator_relation as
    select 'share' as indicator_id, unnest(['numerator', 'denominator', 'denominator', 'whole']) as role,
        unnest(['good', 'good', 'other', 'good']) as other_id;
"""


def test_what_stands_on_both_sides_of_a_rate_is_opened_on_both() -> None:
    with duckdb.connect() as db:
        db.execute(SHARE_OF_WHAT_IS_GOOD)
        found = queries.rows(db, "reports/figure_part", cutoff="2023H1", term="T")
    told = sorted((row["indicator_id"], row["part"]) for row in found)
    assert told == [("good", "denominator"), ("good", "numerator"), ("other", "denominator")]
