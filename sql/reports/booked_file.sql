-- description: Files that came at another instant than that at which a night took them in, as the book of incoming files says.
select receipt_id, path, unit_name_vi, period_vi, received_at, landed_at from marts.file where received_at <> landed_at
