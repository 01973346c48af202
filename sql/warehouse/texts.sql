-- description: The texts that are kept: what each was made from, and the text.
select made_from, said from notes.text
