package org.musterhpc.launcher.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.cluster.local.AgentExit;
import org.musterhpc.launcher.cluster.local.Crew;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.State;

/** Sees to it that there are agents as long as there is work for them. */
public final class CrewCare implements Reconciler {
    private final Crew crew;
    private String lastWords = "";

    public CrewCare(Crew crew) {
        this.crew = crew;
    }

    @Override
    public List<String> runOnce(View.Overview overview) {
        List<String> notes = new ArrayList<>();
        for (AgentExit gone : crew.replaceDead()) {
            if (gone.sequel() != AgentExit.Sequel.LEFT) {
                boolean replaced = gone.sequel() == AgentExit.Sequel.REPLACED;
                String words = Harmless.line(gone.words());
                lastWords = "agent " + gone.agent() + " ended (" + words + "); its output: " + gone.output();
                notes.add("agent " + gone.agent() + " ended (" + words + ")"
                        + (replaced ? ", another is started; " : ", it is given up; ") + "its output: "
                        + gone.output());
            }
        }
        if (!overview.paused() && claimable(overview)) {
            crew.fill();
            if (crew.spent() && overview.agents() == 0) {
                throw Problem.failed(
                        "no agent is left to run what remains" + (lastWords.isEmpty() ? "" : ": " + lastWords),
                        "look into that file, then run the same command again: it goes on where it stopped");
            }
        }
        return notes;
    }

    /** How many agents there are. */
    public int alive() {
        return crew.alive();
    }

    /** @return how many had to be killed */
    public int stop(Duration grace) {
        return crew.stop(grace);
    }

    private static boolean claimable(View.Overview overview) {
        return overview.stages().values().stream()
                .anyMatch(tally ->
                        tally.count(State.PENDING) + tally.count(State.DELAYED) + Math.max(0, tally.foreign()) > 0);
    }
}
