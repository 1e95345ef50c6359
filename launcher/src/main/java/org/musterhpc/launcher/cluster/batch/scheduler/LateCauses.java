package org.musterhpc.launcher.cluster.batch.scheduler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.queue.View.AgentView;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.policy.Amender;
import org.musterhpc.queue.policy.Releaser.Gone;

/** Finds in a scheduler's answer why allocations ended whose agents gave their tasks back before anybody knew. */
final class LateCauses {
    private final Dialect dialect;
    private final Map<String, String> allocations = new HashMap<>();
    private final List<Known> arrays = new ArrayList<>();

    private record Known(ArrayRecord array, ArrayStates states) {}

    /** @param agents by which an attempt's allocation is found, where the attempt names its agent alone */
    LateCauses(Dialect dialect, List<AgentView> agents) {
        this.dialect = dialect;
        agents.forEach(
                agent -> allocations.put(agent.info().name(), agent.info().allocation()));
    }

    void add(ArrayRecord array, ArrayStates states) {
        arrays.add(new Known(array, states));
    }

    /**
     * Decides which answers are worth reading the lost attempts for. The scheduler shows an ended element for long, and the
     * agent's last report may come a little later than the scheduler's.
     */
    static final class News {
        private static final int LOOKS = 3;

        private final Map<String, Long> explained = new HashMap<>();
        private int left;

        boolean isNews(LateCauses answer) {
            for (Known each : answer.arrays) {
                long now = ArrayStatus.explained(each.states());
                Long before = explained.put(each.array().job(), now);
                if (now > (before == null ? 0 : before)) {
                    left = LOOKS;
                }
            }
            return left-- > 0;
        }
    }

    /** How elements of the newest array ended that has any, in words such as {@code 2 elements ended with NODE_FAIL}. */
    String ends() {
        String said = "";
        for (Known each : arrays) {
            String ends = ArrayStatus.ends(each.array(), each.states());
            said = ends.isEmpty() ? said : ends;
        }
        return said;
    }

    /** @return what to say about it */
    List<String> amend(Amender amender, String cluster) {
        Amender.Amended amended = amender.amend(this::cause);
        int charged = amended.charged();
        return charged == 0
                ? List.of()
                : List.of(charged + (charged == 1 ? " task" : " tasks")
                        + " that had been given back as lost failed: so the scheduler of cluster " + cluster
                        + " says afterwards; muster explain tells more");
    }

    private @Nullable Gone cause(Attempt attempt) {
        String named = attempt.place().allocation();
        String allocation =
                named != null ? named : allocations.getOrDefault(attempt.place().agent(), "");
        if (allocation.isEmpty()) {
            return null;
        }
        return arrays.stream()
                .map(each -> ArrayStatus.cause(dialect, each.array(), each.states(), allocation))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }
}
