"""How often people are written to: each message, or a digest; and their messages in the app, with what is unread.

`rules` says when a digest leaves; `service` lets the clock gather one; duties are never gathered.
"""
