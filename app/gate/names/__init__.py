"""Follows names through a procedure: which values exist where, and which name in an expression stands for none.

`shapes` says what is known about a value, `reading` follows an expression over such knowledge, `functions` knows what
functions result in. `forms` and `tables` say what forms and decision tables read and write, `places` where a diagram
has expressions, `writing` what its elements write, `flowing` puts it together, and `checking` makes findings of it.
`kinds` knows what can never meet. `surely` follows the ways of a diagram, `guards` says what an expression reads
without asking, and `unfilled` warns where the two do not fit. `unread` finds fields that nothing reads, `listing` is
for people.
"""
