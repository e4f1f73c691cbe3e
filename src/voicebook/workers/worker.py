"""A worker process: reads tasks on stdin, a line each, does them, and answers a line for each.

Between a task and its answer it says which step is at hand, as a sign of life.
"""

import gc
import os
import signal
import sys

from voicebook.speaking import tasks
from voicebook.speaking.encode import encode, measure
from voicebook.speaking.speak import Sessions, Step, speak
from voicebook.speaking.tasks import Answer, At, EncodeTask, MeasureTask, SpeakTask, Task, decode_task
from voicebook.workers.memory import limit_memory, release_memory

_LOOK = 5.0  # seconds between two looks at whether the parent lives
_EVERY = 50  # clips of a track between two signs of life


def perform(task: Task, sessions: Sessions, step: Step) -> Answer:
    """Do one task. Everything it needs is in it and in the cache that it names."""
    if isinstance(task, EncodeTask):
        return encode(task, lambda number: None if number % _EVERY else step(number))
    if isinstance(task, MeasureTask):
        return measure(task, lambda number: None if number % _EVERY else step(number))
    return speak(task, sessions, step)


def main() -> None:
    """Serve until stdin closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the executor decides when to stop
    _end_with_parent()
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what an engine prints is no answer

    def step(number: int) -> None:
        os.write(answers, tasks.encode(At(number)) + b"\n")

    gc.freeze()  # what is loaded stays: no fork has to look through it
    limit_memory()
    sessions: Sessions = {}
    for line in sys.stdin.buffer:
        task = decode_task(line)
        answer = perform(task, sessions, step)
        if not isinstance(task, SpeakTask):
            release_memory()
        os.write(answers, tasks.encode(answer) + b"\n")


def _end_with_parent() -> None:
    """End, with all that was forked, when the parent has: a killed one leaves nobody to end what hangs."""
    parent = os.getppid()

    def look(*_: object) -> None:
        if os.getppid() != parent:
            os.killpg(0, signal.SIGKILL)

    if hasattr(signal, "setitimer") and os.getpgid(0) == os.getpid():
        signal.signal(signal.SIGALRM, look)
        signal.setitimer(signal.ITIMER_REAL, _LOOK, _LOOK)


if __name__ == "__main__":
    main()
