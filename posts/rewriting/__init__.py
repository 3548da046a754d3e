"""The optional rewriter: a model may say a post anew, and what it says counts only where it adds and loses nothing.

Off unless a person asks for it. The cut stays what it is: a rewritten post keeps its spans, its edits and its body, and
holds the new text beside them. `accepts` is pure; only `ChatRewriter` speaks to the network.
"""

from __future__ import annotations

from posts.rewriting.applying import Outcome, rewritten
from posts.rewriting.chat import ChatRewriter
from posts.rewriting.gates import Refusal, accepts
from posts.rewriting.rewriter import Rewriter

__all__ = ["ChatRewriter", "Outcome", "Refusal", "Rewriter", "accepts", "rewritten"]
