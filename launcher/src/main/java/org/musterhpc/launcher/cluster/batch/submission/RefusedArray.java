package org.musterhpc.launcher.cluster.batch.submission;

import java.util.List;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.dialect.Refusal;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.ArrayRecord.ElementSize;
import org.musterhpc.queue.model.ArrayRecord.Elements;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Walltime;

/** Tells the user of an array that the scheduler refused: its words, what was asked for, and what of that is too much. */
final class RefusedArray {
    private RefusedArray() {}

    /** @param sizing by what the scheduler allows now */
    static Problem told(
            Site site, Submitted.Refused refused, Elements elements, ElementSize size, ElementSizing sizing) {
        List<String> excess = sizing.excess(size);
        return Problem.usage(
                "cluster " + site.name() + " refuses the array: " + refused.said() + " (asked of " + sizing.where()
                        + ": " + asked(elements, size) + ")",
                excess.isEmpty()
                        ? advice(refused.why(), sizing)
                        : "an element asks for " + String.join(" and ", excess) + "; "
                                + refused.why().advice());
    }

    private static String asked(Elements elements, ElementSize size) {
        Long memory = size.memory();
        return (elements.count() == 1 ? "1 element of " : elements.count() + " elements of ")
                + size.cpus()
                + (size.cpus() == 1 ? " cpu" : " cpus")
                + (memory == null ? "" : ", " + MemorySize.format(memory))
                + (size.walltime() == null ? "" : ", walltime " + Walltime.format(size.walltime()));
    }

    /** PBS answers the same where a queue does not admit the user, and where no queue does. */
    private static String advice(Refusal why, ElementSizing sizing) {
        return why == Refusal.PERMISSION
                ? sizing.where() + " may not let you in: set another for the cluster in muster.yml, or ask the site"
                        + " whether you may submit jobs there"
                : why.advice();
    }
}
