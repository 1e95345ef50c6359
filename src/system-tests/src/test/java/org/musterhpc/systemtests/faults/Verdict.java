package org.musterhpc.systemtests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds what was recorded against what tasks wrote down themselves.
 *
 * @param lost tasks that did not end, or not as they must
 * @param recordedTwice tasks with more than one result
 * @param again starts beyond those that the campaign itself asked for, which are allowed after a fault
 * @param seconds second attempts that began beside another, of tasks that took long: there is a record of each
 * @param wrong what is not allowed at all, in words
 */
record Verdict(
        List<String> lost, List<String> recordedTwice, List<Again> again, List<Second> seconds, List<String> wrong) {
    /** @param done whether its agent is recorded as the one that had the task done */
    record Second(String id, boolean done) {}

    /** A start that the campaign did not ask for, and the one before it; by {@link Struck#now}. */
    record Again(double before, double at) {}

    /** Outcomes that only a task which was started has. */
    private static final Set<String> BEGAN = Set.of("OK", "EXIT", "SIGNAL", "WALLTIME");

    /**
     * @param ends every task, and the state in which it has to end
     * @param given who was given second attempts, by task, as Redis tells it; null: it does not know any more
     * @param forgotten whether Redis may have forgotten something: the same attempt may then be made again
     */
    static Verdict of(
            Map<String, String> ends,
            Books books,
            RanLog ran,
            @Nullable Map<String, List<String>> given,
            boolean forgotten) {
        Verdict verdict = new Verdict(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Set<String> seen = new HashSet<>();
        for (JsonNode result : books.results()) {
            String id = result.path("id").asText();
            if (!seen.add(id)) {
                verdict.recordedTwice().add(id);
            } else if (ends.get(id) == null) {
                verdict.wrong().add(id + " was never sent");
            } else if (!result.path("state").asText().equals(ends.get(id))) {
                verdict.lost().add(id + " is " + result.path("state").asText() + " by " + result.path("outcome"));
            } else {
                List<RanLog.Start> starts = ran.of(id);
                verdict.compare(id, books.attempts(result), starts, forgotten);
                List<String> agents = given == null ? null : given.getOrDefault(id, List.of());
                verdict.seconds(result, starts, agents, forgotten);
            }
        }
        ends.keySet().stream().filter(id -> !seen.contains(id)).forEach(verdict.lost()::add);
        return verdict;
    }

    private void compare(String id, List<JsonNode> attempts, List<RanLog.Start> starts, boolean forgotten) {
        if (starts.isEmpty()) {
            wrong.add(id + " has ended and never ran");
        }
        Set<Integer> written = new HashSet<>();
        for (RanLog.Start start : starts) {
            if (!start.second() && !written.add(start.attempt()) && !forgotten) {
                wrong.add(id + " ran twice as attempt " + start.attempt());
            }
            if (start.attempt() > attempts.size() && !forgotten) {
                wrong.add(id + " ran as attempt " + start.attempt() + ", of " + attempts.size() + " recorded");
            }
        }
        starts.forEach(start -> written.add(start.attempt())); // one that is done may be recorded, whichever it was
        for (int i = 0; i < attempts.size(); i++) {
            JsonNode attempt = attempts.get(i);
            int number = attempt.path("attempt").asInt();
            String outcome = attempt.path("outcome").asText();
            if (number != i + 1 && !forgotten) {
                wrong.add(id + ": the recorded attempt " + (i + 1) + " says that it is " + number);
            }
            if (BEGAN.contains(outcome) && !written.contains(number)) {
                wrong.add(id + ": attempt " + number + " is recorded as " + outcome + " and never ran");
            }
        }
        long asked = 1
                + attempts.subList(0, attempts.size() - 1).stream()
                        .filter(attempt -> attempt.path("outcome").asText().equals("EXIT"))
                        .count();
        List<RanLog.Start> firsts =
                starts.stream().filter(start -> !start.second()).toList();
        for (int i = (int) asked; i < firsts.size(); i++) {
            again.add(new Again(firsts.get(i - 1).at(), firsts.get(i).at()));
        }
    }

    /** @param agents who was given one; null: that is not known for sure */
    private void seconds(JsonNode result, List<RanLog.Start> starts, @Nullable List<String> agents, boolean forgotten) {
        String id = result.path("id").asText();
        long begun = starts.stream().filter(RanLog.Start::second).count();
        if (!forgotten && agents != null && begun > agents.size()) {
            wrong.add(id + " had " + begun + " second attempts, and was given to " + agents);
        }
        boolean done = agents != null && agents.contains(result.path("agent").asText());
        for (int i = 0; i < begun; i++) {
            seconds.add(new Second(id, done && i == 0));
        }
    }

    boolean good() {
        return lost.isEmpty() && recordedTwice.isEmpty() && wrong.isEmpty();
    }

    /** What is wrong, the first few of each. */
    String complaint() {
        return "lost: " + some(lost) + "; recorded twice: " + some(recordedTwice) + "; wrong: " + some(wrong);
    }

    private static String some(List<String> all) {
        return all.size() + (all.isEmpty() ? "" : " " + all.subList(0, Math.min(10, all.size())));
    }
}
