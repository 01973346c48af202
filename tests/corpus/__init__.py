"""At least 150 workbooks with one odd thing each, and what reading each of them must give."""
