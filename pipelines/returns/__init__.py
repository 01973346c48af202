"""Returns as workbooks: layout, reader, Vietnamese text and numbers, template and slip."""
