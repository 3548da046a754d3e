"""Articles put together from pieces, as the loader would make them."""

from posts.article import Article, Block


def assembled(pieces, *, title="", language="en"):
    """An article of (kind, level, text), a blank line between each two; a piece without text is left out."""
    blocks, texts, at = [], [], 0
    for kind, level, text in pieces:
        if said := text.strip():
            blocks.append(Block(kind, at, at + len(said), level))
            texts.append(said)
            at += len(said) + len("\n\n")
    return Article(title, "\n\n".join(texts), tuple(blocks), language=language)
