"""The law of dates: months, working days, holidays, statutory terms and the timeline of an Arbeitstraining.

Pure rules without a clock or a database: the same arguments always give the same dates.
"""
