"""Files in: read, map columns, check every value, say what is wrong and where.

Nothing here knows the store. ``reading.read_files`` turns files into checked rows and faults;
``differences`` compares checked rows with stored ones; ``mending`` writes the refused rows out.
"""
