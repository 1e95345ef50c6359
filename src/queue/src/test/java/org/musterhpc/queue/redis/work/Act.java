package org.musterhpc.queue.redis.work;

import java.util.Arrays;
import java.util.List;
import org.musterhpc.queue.Lane;

/**
 * One step of a schedule, as text: a verb and its words, so that what was found can be printed and played again.
 *
 * <pre>
 * push STAGE COUNT [lost]           the launcher sends its next tasks; lost: done, but its answer never arrives
 * seal STAGE                        the launcher says that the stage is complete, if it has sent all of it
 * unseal STAGE                      tasks are to be added: once, one to each stage that grows with this one
 * relaunch                          the launcher dies and starts from the first task again
 * send STAGE new|anon|bad|again     another program puts a message on the processing queue
 * turn A REPORTS STAGE COUNT [lost] an exchange: a letter for each lease that the agent holds, or -, and a claim, or - 0
 *                                   (f finish, r retry, R retry later, w walltime over, p preempted, b bury, g give back, . nothing);
 *                                   a count that ends in s is of an allocation that offers little time
 *                                   drop, in place of lost: it does not arrive; its claims may later, as a
 * ghost A                           which nobody waits for any more
 *                                   Ab, in place of A: on the agent's other lane, so that two are under way where the answer to
 *                                   the first is lost or it is dropped, until it is said again
 * double A STAGE MS [lost]          asks for a second attempt at a task that another has had for so long
 * beat A                            a heartbeat with all that the agent holds
 * crash A                           the agent is no more, and another takes its place
 * echo N                            the network brings the last report but N once more
 * look, spot A, take [lost]         the sentinel looks for lapsed leases, or for those of an agent; takes what it saw
 * sweep, release A                  both at once
 * tend                              what is ripe becomes pending, and what can have no more tasks is sealed
 * tell ID, amend [lost]             the scheduler says why the task's last attempt was lost; it is put right
 * find ID, strike                   a person's cancel in two: a task is found, and cancelled from there
 * cancel ID, cancel-all STAGE, requeue STAGE ID yes|no, reopen ID, pause, resume    a person
 * pass MS                           time passes
 * </pre>
 */
record Act(String verb, List<String> words) {
    Act {
        words = List.copyOf(words);
    }

    static Act of(String verb, Object... words) {
        return new Act(verb, Arrays.stream(words).map(String::valueOf).toList());
    }

    static Act parse(String text) {
        List<String> all = List.of(text.strip().split("\\s+"));
        return new Act(all.get(0), all.subList(1, all.size()));
    }

    /** A schedule: acts with semicolons between them. */
    static List<Act> schedule(String text) {
        return Arrays.stream(text.split(";"))
                .filter(act -> !act.isBlank())
                .map(Act::parse)
                .toList();
    }

    String word(int at) {
        return words.get(at);
    }

    int number(int at) {
        return Integer.parseInt(words.get(at));
    }

    /** The agent, where its lane may stand behind it. */
    int agent() {
        return Integer.parseInt(words.get(0).replace("b", ""));
    }

    Lane lane() {
        return words.get(0).endsWith("b") ? Lane.SECOND : Lane.FIRST;
    }

    boolean dropped() {
        return !words.isEmpty() && words.get(words.size() - 1).equals("drop");
    }

    boolean lost() {
        return !words.isEmpty() && words.get(words.size() - 1).equals("lost");
    }

    @Override
    public String toString() {
        return words.isEmpty() ? verb : verb + " " + String.join(" ", words);
    }
}
