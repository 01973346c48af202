-- description: What a release was the first to say so, by its number.
select * from core.figure_vintage where release_number = $number
