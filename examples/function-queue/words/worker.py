"""Which functions may be called. What is imported here is imported once a slot, not once a task."""
import words
from muster_handler import handler

FUNCTIONS = {function.__name__: function for function in (words.count_words, words.longest_word, words.most_common)}


@handler
def work(function, **arguments):
    return FUNCTIONS[function](**arguments)
