"""«Meine Aufgaben»: the list of tasks, narrowed, searched, and changed several at once."""
