"""An article becomes posts, and a post reaches a platform: words and wire, no database, no clock, no settings.

``article`` → ``cut`` → ``compose`` → ``platforms``; ``measure`` and ``hashtags`` serve them; ``wire`` guards the way
out.
"""
