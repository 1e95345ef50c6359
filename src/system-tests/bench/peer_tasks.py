"""What RQ's worker imports."""


def noop(n):
    return n


def first(_):
    """Says that the worker has begun."""
    print("first", flush=True)
