-- description: When returns were judged, of the rows after so many: the table only grows.
select * from quality.return_validation order by rowid offset $known
