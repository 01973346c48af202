-- description: Let go of the texts that are kept.
delete from notes.text
