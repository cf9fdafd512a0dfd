"""What people record in Hazelboard itself, in a database of the app's own: one module a topic, one schema.

`opening` opens it, `database` is what every topic stands on, `people` says who did it.
"""
