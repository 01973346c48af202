-- description: Periods for which any return has come or is overdue.
select period_id from core.return
union
select period_id from marts.return where is_past_due_day
