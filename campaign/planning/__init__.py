"""When a campaign speaks: weekly times become slots, and posts go into the slots that are free.

``times.parse`` → ``slots.slots`` → ``plan.plan`` → ``words``; ``zones`` and ``durations`` read what people type. All of
it is pure: the same arguments and the same time zone data give the same plan. Nothing reads a clock.
"""
