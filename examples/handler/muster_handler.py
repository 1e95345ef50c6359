"""Turns a function into a handler of Muster: one process that takes one task after the other.

    from muster_handler import handler

    @handler                      # the last thing in the file: it serves at once when the file is run
    def regrid(tile, level=3):    # called with the task's parameters
        return {"cells": 42}      # the task's result; an exception fails the task

In the campaign file: `handler: python3 regrid.py`. A worker of RQ or Celery need not be changed at all:
`handler: python3 -m muster_handler worker:regrid` imports worker.py and calls its function (or Celery task) regrid.

A function with a parameter named `task` gets all that is known of the task: id, key, params, attempt, deadline, workdir …
What it prints is the task's log, stdout as well. Needs Python 3.6, and nothing else; copy it beside your program.
"""
import importlib
import inspect
import json
import os
import sys
import traceback

LONGEST = 1 << 20  # bytes that Muster takes in a line


def handler(function):
    """Serves if this is the program that was started; leaves the function as it is where the file is imported."""
    if function.__module__ == "__main__":
        sys.exit(serve(function))
    return function


def serve(function):
    """Answers each task of stdin by calling the function; returns when there are no more."""
    # What anybody prints, libraries of C as well, goes to the log: only we have the pipe for answers.
    answers = os.fdopen(os.dup(1), "wb")
    tasks = os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    wants_task = _wants_task(function)
    for line in tasks:
        # Bytes of a file's name that are no UTF-8 stay what they are, as everywhere in Python.
        task = json.loads(line.decode("utf-8", "surrogateescape"))
        answer = _answer(function, task, wants_task)
        sys.stdout.flush()
        sys.stderr.flush()
        answers.write(answer + b"\n")
        answers.flush()


def _wants_task(function):
    try:
        return "task" in inspect.signature(function).parameters
    except (TypeError, ValueError):
        return False


def _answer(function, task, wants_task):
    answer = {"id": task["id"], "ok": True}
    try:
        os.chdir(task["workdir"])
        params = dict(task["params"])
        if wants_task:
            params["task"] = task
        answer["result"] = function(**params)
        text = _line(answer)
        if len(text) < LONGEST:
            return text
        answer = _failed(task, "its result is longer than 1 MiB")
    except SystemExit as end:
        if end.code is not None and end.code != 0:
            known = isinstance(end.code, int) and 1 <= end.code <= 255
            answer = _failed(task, "exit %s" % end.code, end.code if known else 1)
    except Exception as e:
        traceback.print_exc()
        answer = _failed(task, "%s: %s" % (type(e).__name__, e))
    return _line(answer)


def _failed(task, error, status=1):
    return {"id": task["id"], "ok": False, "error": error[:1000], "exit": status}


def _line(answer):
    return json.dumps(answer, allow_nan=False).encode("ascii")


def main(arguments):
    if len(arguments) != 1 or ":" not in arguments[0]:
        sys.exit("usage: python3 -m muster_handler MODULE:FUNCTION")
    module, name = arguments[0].split(":", 1)
    sys.path.insert(0, os.getcwd())
    serve(getattr(importlib.import_module(module), name))


if __name__ == "__main__":
    main(sys.argv[1:])
