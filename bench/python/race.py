"""A rival in Python: answers the requests of bench/engines/python.mjs, a line of JSON each, until its input ends.

Started with the name of a library. Arguments and results pass through files of float32.
"""

import importlib
import json
import os
import sys
import time

# One core, as everything else in the race.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import numpy as np

from workloads import WORKLOADS

rival = importlib.import_module(f"with_{sys.argv[1]}")


class Contender:
    """One workload at one length."""

    def __init__(self, workload, shapes, isMapped, file):
        """The arguments of all sets follow each other in the file, in these shapes. A function of one element's scalars is
        mapped over the batches, one that reduces takes them whole."""
        values = np.fromfile(file, dtype=np.float32)
        ends = np.cumsum([np.prod(shape, dtype=int) for args in shapes for shape in args])
        parts = iter(np.split(values, ends[:-1]))
        self.sets = [[rival.to_own(next(parts).reshape(shape)) for shape in args] for args in shapes]
        in_axes = tuple(0 if shape else None for shape in shapes[0]) if isMapped else None
        self.function = rival.compiled(WORKLOADS[workload](rival.Lib), in_axes)

    def call(self, k):
        self.results = self.function(*self.sets[k])
        rival.finish(self.results)

    def read(self, file):
        np.concatenate([np.ravel(result) for result in flat(self.results)]).tofile(file)

    def time(self, calls):
        """The milliseconds that these calls take."""
        function, sets, finish = self.function, self.sets, rival.finish
        started = time.perf_counter()
        for i in range(calls):
            self.results = function(*sets[i % len(sets)])
            finish(self.results)
        return 1000 * (time.perf_counter() - started)


def flat(results):
    """Values and gradients in one list: gradients by several arguments are a tuple."""
    return [part for result in results for part in (result if isinstance(result, tuple) else (result,))]


contender = None


def answer(request, **args):
    """The answer to a request."""
    global contender
    if request == "version":
        return rival.version
    if request == "prepare":
        contender = None
        contender = Contender(**args)
        return None
    return getattr(contender, request)(**args)


# Output of libraries must not come between the answers.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

for line in sys.stdin:
    try:
        reply = {"answer": answer(**json.loads(line))}
    except Exception as error:
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), file=answers, flush=True)
