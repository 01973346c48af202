-- description: What lies there and could not be received, with the reason.
select path, reason_vi from raw.unreceived
