"""Rights of the people a record is about: access, keeping, holds, erasure (DPA 2018 Part 3)."""
