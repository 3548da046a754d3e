"""A cut whose posts a rewriter was asked about: what it said well stands beside what was cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from posts import compose
from posts.cut import Cut, Post
from posts.rewriting.gates import Check, Refusal, accepts
from posts.rewriting.rewriter import Rewriter

#: So many characters of the article before a post are its context.
CONTEXT = 1200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking. ``asked`` is ``accepted`` and all that were ``refused`` together, counted by reason."""

    #: The rewriter's name.
    rewriter: str
    asked: int = 0
    accepted: int = 0
    refused: Mapping[Refusal, int] = field(default_factory=dict)
    #: Why the last call that failed did, in a sentence; None where none failed.
    trouble: str | None = None

    def with_answers(self, answers: Iterable[Refusal | None], trouble: str | None) -> Outcome:
        """With more posts that the rewriter was asked about; None for one that it was allowed to say."""
        counted = Counter(answers)
        accepted = counted.pop(None, 0)
        refused = Counter(self.refused) + Counter({one: counted[one] for one in Refusal})
        asked = self.asked + accepted + sum(counted.values())
        return Outcome(self.rewriter, asked, self.accepted + accepted, dict(refused), trouble)


def rewritten(
    cuts: Iterable[Cut], rewriter: Rewriter, check: Check = lambda _text, _language: ()
) -> tuple[list[Cut], Outcome]:
    """The cuts with what the rewriter may say in ``Post.rewritten``, and what came of asking, in all.

    Only posts that stand alone are asked about. Bodies, spans and edits stay as they were. ``check`` finds the flaws
    of a text as a post.
    """
    outcome, done = Outcome(rewriter.name), list[Cut]()
    for made in cuts:
        one, answers = _asked(made, rewriter, check)
        outcome = outcome.with_answers(answers, rewriter.trouble)
        done.append(one)
    return done, outcome


def _asked(made: Cut, rewriter: Rewriter, check: Check) -> tuple[Cut, list[Refusal | None]]:
    posts, answers = list[Post](), list[Refusal | None]()
    for post in made.posts:
        if post.thread:
            posts.append(post)
            continue
        said, refusal = _said(made, post, rewriter, check)
        posts.append(post if refusal else replace(post, rewritten=said, rewriter=rewriter.name))
        answers.append(refusal)
    return replace(made, posts=tuple(posts)), answers


def _said(made: Cut, post: Post, rewriter: Rewriter, check: Check) -> tuple[str, Refusal | None]:
    frame, article = made.brief.frame, made.article
    before = context(article.text, post.spans[0][0])
    candidate = rewriter.rewrite(post.body, before, article.title, compose.room(frame), article.language)
    if candidate is None:
        return "", Refusal.NO_ANSWER
    refusal = accepts(
        post.body,
        before,
        article.title,
        candidate,
        article.language,
        lambda body: compose.holds(frame, body),
        frame.hashtags,
        check,
    )
    return candidate, refusal


def context(text: str, end: int) -> str:
    """What of the text stands before ``end``, from the beginning of a word on; at most `CONTEXT` characters."""
    start = max(end - CONTEXT, 0)
    part = text[start:end]
    first = next((at for at, sign in enumerate(part) if sign.isspace()), 0) if start else 0
    return part[first:].strip()
