"""Containers: from the bytes of any format to sheets of cells, with what the format says of each cell."""
