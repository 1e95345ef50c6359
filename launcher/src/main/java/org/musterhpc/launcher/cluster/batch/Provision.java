package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.ElementSize;
import org.musterhpc.queue.model.Stage;

/** What arrays of one campaign on one cluster are made of. Everything may be said again: what is there stays. */
public interface Provision {

    List<Stage> stages();

    /** Between two heartbeats of an agent that is submitted from here. */
    Duration beat();

    /**
     * What an element is to have, so that tasks fit into it.
     *
     * @param grown what tasks need beyond their stage's settings
     * @param one whether each element takes a single task
     * @param now Redis' time
     * @throws org.musterhpc.launcher.problem.Problem where the cluster gives less than that, as it says now, or does not say
     *     what it allows
     */
    ElementSize size(ElementSizing.Grown grown, boolean one, Instant now);

    /** What is told where the scheduler has refused an array, by what it allows now. */
    Problem refusal(Submitted.Refused refused, ArrayRecord.Elements elements, ElementSize size, Instant now);

    /** Sizes beside that of an element. */
    Sizing.Room room(ElementSize size, Instant now);

    /** Elements of one array at the most, or null. */
    @Nullable
    Integer arraySize(Instant now);

    /** Brings the agent there if need be, and puts an array's batch script. */
    BatchFile script(String name, ArrayRecord.Elements elements, ElementSize size) throws NoAnswer, NotSent, Refused;

    /** Where to look when elements only ever fail: the last lines that one of them printed, if they can be had. */
    String lastWords();
}
