"""Several processes that do the same at the same moment."""

import multiprocessing

# Forked from a process that has imported already what they need, but holds no thread and no connection.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["campaign.store.queue", "campaign.store.migrating", "tests.store.world"])


def in_processes(count, target, *arguments):
    """What ``target(*arguments, name)`` answers in each of so many processes that start at one barrier."""
    barrier, answers = _CONTEXT.Barrier(count), _CONTEXT.Queue()
    started = [
        _CONTEXT.Process(target=_answer, args=(target, arguments, f"w{n}", barrier, answers)) for n in range(count)
    ]
    for one in started:
        one.start()
    found = [answers.get(timeout=60) for _ in started]
    for one in started:
        one.join()
    answers.close()
    answers.join_thread()
    return found


def _answer(target, arguments, name, barrier, answers):
    barrier.wait()
    try:
        answers.put(target(*arguments, name))
    except Exception as error:
        answers.put(error)
        raise
