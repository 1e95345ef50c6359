"""Functions as a worker of RQ or Celery has them. They know nothing of Muster."""
import collections
import re


def count_words(text):
    return len(re.findall(r"\w+", text))


def longest_word(text):
    return max(re.findall(r"\w+", text), key=len)


def most_common(text, most=3):
    return collections.Counter(re.findall(r"\w+", text)).most_common(most)
