-- Every fault that the reader met is named by a rule of kind 'reader'; to pass over one, let its rule end with valid_to_on.
select distinct fault from raw.reader_fault
anti join reference.rule as rule on rule.kind = 'reader' and rule.subject = reader_fault.fault
