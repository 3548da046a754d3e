"""What a platform allows, and length exactly as it counts it."""

from posts.measure.counting import fits, length
from posts.measure.limits import LIMITS, Counting, Limits

__all__ = ["LIMITS", "Counting", "Limits", "fits", "length"]
