-- description: What models say in the office's words: a column for each text of list 'said', with names in braces for what is filled in.
-- grain: one row
-- column year: a year
-- column year_only: a year of which the register has a part: {year}, {periods}
-- column unknown_period: period that is not known
-- column unknown_year: year that is not known
-- column several_units: what a unit has become where that is several
-- column no_indicator: what is about no single indicator
-- column below: a value that must not be reached: {value}
-- column above: a value that is surely passed: {value}
-- column at_most: a value that must not be passed: {value}
-- column targets: unit of measure of a target that counts others
-- column once: a value, and a rating that one year must reach: {value}, {rating}
-- column blank: a blank cell
-- column like_own_past: the unit's own return of the period before
-- column like_others: returns of the same period by {units}
-- column head_unit: head and path name two units: {head}, {path}
-- column head_period: head and path name two periods: {head}, {path}
-- column form_elsewhere: where a form stands instead: {sheet}, {unit}, {period}
-- column missing_form: a form that is missing: {code}, {title}
-- column missing_form_elsewhere: the same, and {places} where it stands instead
-- column unread_form: a form that stands there without what is due of it: {code}, {title}, {lacking}
-- column no_due_line: what it lacks, where that is no row of the form
-- column more_cells: how many cells more are wrong alike: {count}, {cells}
-- column more_rows: how many rows more: {count}
-- column no_file: a hash that no file has
-- column several_files: a hash that {count} files have
-- column withdrawn: a withdrawal: {day}, {by}, {reason}
-- column decimal_mark: mark before decimals
-- column group_mark: mark between thousands
-- column due_by: what is to be reached by a later period: {value}, {period}
-- column due_staged: what was to be reached by a milestone or a profile: {value}
-- column due_share: what was to be reached by a share of the time: {value}, {elapsed}, {periods}, {share}
-- column no_figure: a result that is not known
-- column of_years: the years that a result is of: {years}
-- column perhaps: what the unknown may make of a result: {bounds}
-- column concluded: end of a sentence on a target: {verdict}
-- column undecided: a verdict that is open: {verdict}, {worst}, {best}
-- column fall_within: a fall that must not be passed: {value}
-- column fall_at_least: a fall that is asked for: {value}
-- column fall_beyond: a fall that must be passed: {value}
-- column no_division: a result that there is not, as the base is zero
-- column not_computed: a share or a growth of which a part is not known
-- column best_year: the best year besides the worst: {years}, {result}
-- column from_to: bounds: {low}, {high}
-- column about: a number that is rounded: {value}
-- column just_above: a number that is slightly more than is shown: {value}
-- column just_below: one that is slightly less
-- column above_to: bounds, the lower one open
-- column from_to_below: bounds, the upper one open
-- column above_to_below: bounds, both open
-- column of_which: a part that overlaps others
-- column instant_unfinished: a line of the book of incoming files that lacks its path or its instant
-- column instant_ambiguous: a day in it that may be two
-- column instant_unreadable: an instant in the book of incoming files that cannot be read
-- column instant_unknown: one from which on nothing came at its path
-- column instant_early: one before {day}, the first day of a period that the file reports
-- column no_successor: units that report for one that had ended, where there are none
-- column plan_told: a plan that was told before: {span}, {place}
with told as (select map_from_entries(list((code, label_vi))) as said from reference.word where list_id = 'said')

select
    said['year'] as year,
    said['year_only'] as year_only,
    said['unknown_period'] as unknown_period,
    said['unknown_year'] as unknown_year,
    said['several_units'] as several_units,
    said['no_indicator'] as no_indicator,
    said['below'] as below,
    said['above'] as above,
    said['at_most'] as at_most,
    said['once'] as once,
    said['targets'] as targets,
    said['blank'] as blank,
    said['like_own_past'] as like_own_past,
    said['like_others'] as like_others,
    said['head_unit'] as head_unit,
    said['head_period'] as head_period,
    said['form_elsewhere'] as form_elsewhere,
    said['missing_form'] as missing_form,
    said['missing_form_elsewhere'] as missing_form_elsewhere,
    said['unread_form'] as unread_form,
    said['no_due_line'] as no_due_line,
    said['more_cells'] as more_cells,
    said['more_rows'] as more_rows,
    said['no_file'] as no_file,
    said['several_files'] as several_files,
    said['withdrawn'] as withdrawn,
    said['decimal_mark'] as decimal_mark,
    said['group_mark'] as group_mark,
    said['due_by'] as due_by,
    said['due_staged'] as due_staged,
    said['due_share'] as due_share,
    said['no_figure'] as no_figure,
    said['of_years'] as of_years,
    said['perhaps'] as perhaps,
    said['concluded'] as concluded,
    said['undecided'] as undecided,
    said['fall_within'] as fall_within,
    said['fall_at_least'] as fall_at_least,
    said['fall_beyond'] as fall_beyond,
    said['no_division'] as no_division,
    said['not_computed'] as not_computed,
    said['best_year'] as best_year,
    said['from_to'] as from_to,
    said['about'] as about,
    said['just_above'] as just_above, said['just_below'] as just_below,
    said['above_to'] as above_to, said['from_to_below'] as from_to_below, said['above_to_below'] as above_to_below,
    said['of_which'] as of_which,
    said['plan_told'] as plan_told,
    said['instant_unfinished'] as instant_unfinished,
    said['instant_ambiguous'] as instant_ambiguous,
    said['instant_unreadable'] as instant_unreadable,
    said['instant_unknown'] as instant_unknown,
    said['instant_early'] as instant_early,
    said['no_successor'] as no_successor,
from told
