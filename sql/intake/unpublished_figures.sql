-- description: How many figures a run was the first to say so that came to no release: after so many publications.
select count(*) from core.figure_vintage where release_number > $published
