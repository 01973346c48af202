"""What spreadsheet programs write for yes, no and midnight in the languages that they run in, when they save text."""

FLAGS = {"true": True, "false": False, "1": True, "0": False, "đúng": True, "sai": False}
"""Word, case folded → what it says."""
MIDNIGHT = r"(?:[ T](?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? ?(?:AM|SA)))?"
"""Pattern of the time of day behind a day, if there is one."""
