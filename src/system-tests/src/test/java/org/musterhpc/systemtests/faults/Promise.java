package org.musterhpc.systemtests.faults;

/**
 * What is promised for a fault; a row of {@code docs/guarantees.md}.
 *
 * @param kept what does not happen to tasks
 * @param again what may run a second time
 * @param soon how soon it is over
 * @param not what is not promised; empty: nothing beyond the general
 */
record Promise(String kept, String again, String soon, String not) {
    static Promise of(String again, String soon) {
        return new Promise("nothing is lost, nothing counts twice", again, soon, "");
    }

    Promise but(String what) {
        return new Promise(kept, again, soon, what);
    }
}
