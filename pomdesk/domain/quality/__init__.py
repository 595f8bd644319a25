"""Quality assurance of supervisors' case files: its words, instruments, draws and results.

A *supervisor* is the POM (or offender supervisor) whose files are read; an *assessor* reads and
marks; a *moderator* settles differences. A *round* is one draw and the reading of it; a *cycle*
the time in which no case is drawn twice. A *case* is one prisoner under one supervisor on the
day of the frame.
"""
