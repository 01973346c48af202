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
select
    max(label_vi) filter (where code = 'year') as year,
    max(label_vi) filter (where code = 'year_only') as year_only,
    max(label_vi) filter (where code = 'unknown_period') as unknown_period,
    max(label_vi) filter (where code = 'unknown_year') as unknown_year,
    max(label_vi) filter (where code = 'several_units') as several_units,
    max(label_vi) filter (where code = 'no_indicator') as no_indicator,
    max(label_vi) filter (where code = 'below') as below,
    max(label_vi) filter (where code = 'above') as above,
    max(label_vi) filter (where code = 'at_most') as at_most,
    max(label_vi) filter (where code = 'once') as once,
    max(label_vi) filter (where code = 'targets') as targets,
    max(label_vi) filter (where code = 'blank') as blank,
    max(label_vi) filter (where code = 'like_own_past') as like_own_past,
    max(label_vi) filter (where code = 'like_others') as like_others,
    max(label_vi) filter (where code = 'head_unit') as head_unit,
    max(label_vi) filter (where code = 'head_period') as head_period,
    max(label_vi) filter (where code = 'form_elsewhere') as form_elsewhere,
    max(label_vi) filter (where code = 'missing_form') as missing_form,
    max(label_vi) filter (where code = 'missing_form_elsewhere') as missing_form_elsewhere,
    max(label_vi) filter (where code = 'unread_form') as unread_form,
    max(label_vi) filter (where code = 'no_due_line') as no_due_line,
    max(label_vi) filter (where code = 'more_cells') as more_cells,
    max(label_vi) filter (where code = 'more_rows') as more_rows,
    max(label_vi) filter (where code = 'no_file') as no_file,
    max(label_vi) filter (where code = 'several_files') as several_files,
    max(label_vi) filter (where code = 'withdrawn') as withdrawn,
    max(label_vi) filter (where code = 'decimal_mark') as decimal_mark,
    max(label_vi) filter (where code = 'group_mark') as group_mark,
    max(label_vi) filter (where code = 'due_by') as due_by,
    max(label_vi) filter (where code = 'due_staged') as due_staged,
    max(label_vi) filter (where code = 'due_share') as due_share,
    max(label_vi) filter (where code = 'no_figure') as no_figure,
    max(label_vi) filter (where code = 'of_years') as of_years,
    max(label_vi) filter (where code = 'perhaps') as perhaps,
    max(label_vi) filter (where code = 'concluded') as concluded,
    max(label_vi) filter (where code = 'undecided') as undecided,
    max(label_vi) filter (where code = 'fall_within') as fall_within,
    max(label_vi) filter (where code = 'fall_at_least') as fall_at_least,
    max(label_vi) filter (where code = 'fall_beyond') as fall_beyond,
    max(label_vi) filter (where code = 'no_division') as no_division,
    max(label_vi) filter (where code = 'not_computed') as not_computed,
    max(label_vi) filter (where code = 'best_year') as best_year,
    max(label_vi) filter (where code = 'from_to') as from_to,
    max(label_vi) filter (where code = 'about') as about,
    max(label_vi) filter (where code = 'just_above') as just_above,
    max(label_vi) filter (where code = 'just_below') as just_below,
    max(label_vi) filter (where code = 'above_to') as above_to,
    max(label_vi) filter (where code = 'from_to_below') as from_to_below,
    max(label_vi) filter (where code = 'above_to_below') as above_to_below,
    max(label_vi) filter (where code = 'of_which') as of_which,
    max(label_vi) filter (where code = 'plan_told') as plan_told,
    max(label_vi) filter (where code = 'instant_unfinished') as instant_unfinished,
    max(label_vi) filter (where code = 'instant_ambiguous') as instant_ambiguous,
    max(label_vi) filter (where code = 'instant_unreadable') as instant_unreadable,
    max(label_vi) filter (where code = 'instant_unknown') as instant_unknown,
    max(label_vi) filter (where code = 'instant_early') as instant_early,
    max(label_vi) filter (where code = 'no_successor') as no_successor,
from reference.word
where list_id = 'said'
