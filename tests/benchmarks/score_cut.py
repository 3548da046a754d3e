"""Scores cut posts against human annotation (GUM). Standard library only; it knows nothing of the cutter.

    python3 tests/benchmarks/score_cut.py FOLDER CUTS

FOLDER holds NAME.txt and NAME.gold.json; CUTS holds NAME.json, each what ``campaign cut NAME.txt --platform … --json``
printed. Prints one line of JSON:

  articles, posts   how many were scored
  unresolved        share of posts with a third-person pronoun or this/these-phrase whose entity the post never names
  mid_sentence      share of posts that begin or end inside a human-marked sentence (an edit that drops a connective
                    of up to 40 characters at the start, or the full stop at the end, is not counted)
  torn              neighbouring contrast/concession pairs, at least one side of which is posted, whose two sides
                    share no post, of all such pairs
  torn_fit          the same, among pairs that together are at most FIT characters
  coverage          share of the article's body characters that some post says
  unfaithful        posts that say a word that is not in the article at their spans (hashtags, link, numbering, edits aside)
  overclaimed       posts whose spans hold a word that the post does not say and that no recorded edit takes out
  unplaced          posts whose spans cannot be found in the annotated text
  over              posts whose own length exceeds their own limit
"""

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

FIT = 230
CONTRAST = ("adversative-concession", "adversative-antithesis", "adversative-contrast")
PRONOUNS = {
    "it", "he", "she", "they", "this", "that", "these", "those", "his", "her", "its", "their", "him", "them", "himself",
    "herself", "itself", "themselves", "hers", "theirs", "one", "ones", "such", "both", "another", "other",
}  # fmt: skip
DEMONSTRATIVES = ("this", "that", "these", "those", "such")


@dataclass(frozen=True)
class Verdict:
    """What is wrong with one post, and where it lies in the annotated text: nowhere, if it is ``unplaced``."""

    over: bool
    unplaced: bool = False
    unfaithful: bool = False
    overclaimed: bool = False
    unresolved: bool = False
    mid_sentence: bool = False
    pieces: tuple = ()


def main(folder, cuts):
    """Scores every cut that has its article and annotation."""
    cases = []
    for gold_file in sorted(folder.glob("*.gold.json")):
        name = gold_file.name.removesuffix(".gold.json")
        if (cuts / f"{name}.json").exists() and (folder / f"{name}.txt").exists():
            files = gold_file, folder / f"{name}.txt", cuts / f"{name}.json"
            gold, source, cut = (file.read_text("utf-8") for file in files)
            cases.append((json.loads(gold), source, json.loads(cut)))
    print(json.dumps(score(cases)))


def score(cases):
    """Cases of (annotation, annotated text, cut) → the one line, as a dictionary."""
    n, posts = Counter(), []
    for gold, source, cut in cases:
        verdicts = judge(gold, source, cut)
        posts += verdicts
        placed = [post.pieces for post in verdicts if not post.unplaced]
        n += said(gold, placed) + torn_pairs(gold, placed)
    return {
        "articles": len(cases),
        "posts": len(posts),
        "unresolved": share(sum(post.unresolved for post in posts), len(posts)),
        "mid_sentence": share(sum(post.mid_sentence for post in posts), len(posts)),
        "torn": f"{n['torn']}/{n['pairs']}",
        "torn_fit": f"{n['torn_fit']}/{n['pairs_fit']}",
        "coverage": share(n["said"], n["body"]),
        "unfaithful": sum(post.unfaithful for post in posts),
        "overclaimed": sum(post.overclaimed for post in posts),
        "over": sum(post.over for post in posts),
        "unplaced": sum(post.unplaced for post in posts),
    }


def share(some, of):
    return round(some / of, 4) if of else None


def judge(gold, source, cut):
    """A verdict on each post of a cut."""
    article = cut["article"]["text"]
    span = aligner(article, source)
    return [verdict(gold, source, article, span, post) for post in cut["posts"]]


def verdict(gold, source, article, span, post):
    over = post["length"] > post["limit"]
    spans = [place for place in (span(a, b) for a, b in post["spans"]) if place]
    if len(spans) < len(post["spans"]) or not spans:
        return Verdict(over, unplaced=True)
    pieces = [place for place in (span(a, b) for a, b in kept(post)) if place] or spans
    at_spans = words("\n".join(source[a:b] for a, b in spans))
    body = words(re.sub(r"[#＃]\w+|https?://\S+|\b\d+/\d+\b", " ", post["text"]))
    claimed = words(" ".join(article[a:b] for a, b in kept(post)))
    return Verdict(
        over,
        unfaithful=bool(body - at_spans - words(edited_in(post))),
        overclaimed=bool(claimed - words(post["text"])),
        unresolved=bool(unresolved(gold, pieces)),
        mid_sentence=mid_sentence(gold, spans, source),
        pieces=tuple(pieces),
    )


def aligner(article, source):
    """Maps offsets of the extracted text to offsets of the annotated text by their non-space characters."""
    there = [i for i, c in enumerate(source) if not c.isspace()]
    flat = "".join(source[i] for i in there)
    shift = flat.find("".join(article.split())[:200])
    before = [0]
    for c in article:
        before.append(before[-1] + (not c.isspace()))

    def span(a, b):
        piece = "".join(article[a:b].split())
        if not piece:
            return None
        k = before[a] + max(shift, 0)
        if flat[k : k + len(piece)] != piece:
            k = flat.find(piece)
        return None if k < 0 else (there[k], there[k + len(piece) - 1] + 1)

    return span


def kept(post):
    """The post's spans less what its recorded edits take out or replace."""
    pieces = [tuple(span) for span in post["spans"]]
    for edit in post.get("edits") or []:
        a, b = edit.get("span") or (0, 0)
        if a < b:
            parts = [part for x, y in pieces for part in ((x, min(y, a)), (max(x, b), y))]
            pieces = [(x, y) for x, y in parts if x < y]
    return pieces


def edited_in(post):
    return " ".join(str(edit.get("with") or "") for edit in post.get("edits") or [])


def words(text):
    return set(re.findall(r"\w+", text.lower()))


def unresolved(gold, spans):
    """Mentions inside the spans that point back to something which the spans never name."""
    start = min(a for a, b in spans)
    return [m for m in gold["mentions"] if inside(m, spans) and refers(m) and points_back(gold, m, spans, start)]


def inside(mention, spans):
    return any(a <= mention["a"] and mention["b"] <= b for a, b in spans)


def refers(mention):
    """Whether it is a pronoun, or a phrase such as "these habits", that stands for what is named elsewhere."""
    if mention["link"].split(".")[0] not in ("ana", "disc", "coref"):
        return False
    if mention["pron"]:
        return mention["text"].lower() in PRONOUNS
    return first_word(mention) in DEMONSTRATIVES and " " in mention["text"].strip()


def points_back(gold, m, spans, start):
    same = [x for x in gold["mentions"] if x["ent"] == m["ent"] and x is not m]
    if any(is_full(x) and inside(x, spans) and not (m["a"] <= x["a"] and x["b"] <= m["b"]) for x in same):
        return False
    if m["link"] == "disc":
        return m["a"] - start <= 40
    return any(x["a"] < start or not inside(x, spans) for x in same if x["a"] < m["a"])


def is_full(mention):
    return not mention["pron"] and not mention["link"].startswith("pred") and first_word(mention) not in DEMONSTRATIVES


def first_word(mention):
    found = re.findall(r"\w+", mention["text"].lower())
    return found[0] if found else ""


def mid_sentence(gold, spans, source):
    return any(broken(a, b, x, y, spans, source) for a, b, *_ in gold["sents"] for x, y in spans)


def broken(a, b, x, y, spans, source):
    """Whether the span x–y begins or ends inside the sentence a–b, and no other span says its rest."""
    if a < x < b and x - a > 40 and not any(q <= x and p >= a for p, q in spans if (p, q) != (x, y)):
        return True
    cut_off = a < y < b and source[y:b].strip(" .!?:;,)\"'’”]0123456789[") != ""
    return cut_off and not any(y <= p < b for p, q in spans)


def said(gold, placed):
    """How many characters the body has, and how many of them some post says."""
    covered = {at for spans in placed for a, b in spans for at in range(a, b)}
    body = [range(a, b) for a, b, heading, *_ in gold["sents"] if not heading]
    return Counter(body=sum(map(len, body)), said=sum(at in covered for one in body for at in one))


def torn_pairs(gold, placed):
    units = {unit["edu"]: unit for unit in gold["relations"]}
    n = Counter()
    for unit in gold["relations"]:
        head = units.get(unit["head"])
        if unit["rel"].split("_")[0] not in CONTRAST or head is None or abs(head["sent"] - unit["sent"]) != 1:
            continue
        here, there = holders(unit, placed), holders(head, placed)
        if here or there:
            fits, torn = pair_fits(gold, unit, head), not here & there
            n += Counter(pairs=1, torn=torn, pairs_fit=fits, torn_fit=torn and fits)
    return n


def holders(unit, placed):
    return {k for k, spans in enumerate(placed) if any(a <= unit["start"] < b for a, b in spans)}


def pair_fits(gold, unit, head):
    both = [gold["sents"][one["sent"]] for one in (unit, head)]
    return max(end for _, end, *_ in both) - min(start for start, *_ in both) <= FIT


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
