"""Reminders: no task with a due date is forgotten, in whatever procedure.

`rules` is the one table of who hears of a task when. `service` plans the next reminder of a task and sends the one that
is due; `sweeps` lets the clock do that.
"""
