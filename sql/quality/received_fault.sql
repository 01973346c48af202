-- description: Lines of the book of incoming files that say nothing: the day on which their file was taken in counts in their place.
-- grain: one row per line of register received that cannot be used
-- column fault: kind of fault, the subject of the rule about it
-- column path: file below raw/returns, as the line names it
-- column received: line of the register, with what it says
-- column detail: why it cannot be used, in Vietnamese
-- column discriminator: tells lines apart
select
    'received_unused' as fault,
    nullif(line.path, '') as path,
    format('{} ({})', line.line_number, concat_ws(', ', nullif(line.path, ''), nullif(line.received, ''))) as received,
    case line.status
        when 'unfinished' then said.instant_unfinished
        when 'ambiguous' then said.instant_ambiguous
        when 'unreadable' then said.instant_unreadable
        when 'unknown' then said.instant_unknown
        when 'early' then replace(said.instant_early, '{day}', strftime(line.starts_on, '%d/%m/%Y'))
    end as detail,
    concat_ws(', ', line.path, line.received) as discriminator,
from staging.incoming as line
cross join core.said as said
where line.status not in ('used', 'replaced')
