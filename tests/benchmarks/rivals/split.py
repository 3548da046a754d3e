"""Splits texts with one of the cutter's rivals; run by the Python of their environment, of which it is all that runs there.

Reads ``{"rival", "room", "rounds", "texts"}`` as JSON and prints ``{"seconds", "spans"}``: the CPU seconds of the best
round, and for each text the ``[start, end]`` of each chunk. The room is in characters, as both count by themselves.
"""

import json
import sys
import time


def langchain(room):
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=room, chunk_overlap=0, add_start_index=True)

    def split(text):
        found = splitter.create_documents([text])
        return [(one.metadata["start_index"], one.page_content) for one in found]

    return split


def semantic(room):
    from semantic_text_splitter import TextSplitter

    return TextSplitter(room).chunk_indices


RIVALS = {"langchain-text-splitters": langchain, "semantic-text-splitter": semantic}


def main(rival, room, rounds, texts):
    split = RIVALS[rival](room)
    seconds = []
    for _ in range(rounds):
        begun = time.process_time()
        chunks = [split(text) for text in texts]
        seconds.append(time.process_time() - begun)
    spans = [[(start, start + len(said)) for start, said in one] for one in chunks]
    print(json.dumps({"seconds": min(seconds), "spans": spans}))


if __name__ == "__main__":
    main(**json.load(sys.stdin))
