-- description: Faults that the reader met, each a broken case, in one order.
select * from quality.case_reader order by all
