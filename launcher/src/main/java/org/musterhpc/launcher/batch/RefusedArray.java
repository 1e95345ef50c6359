package org.musterhpc.launcher.batch;

import java.util.List;
import org.musterhpc.launcher.dialect.Refusal;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.ArrayRecord.Elements;
import org.musterhpc.queue.model.ArrayRecord.Offer;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Walltime;

/** What a user is told of an array that the scheduler refused: its words, what was asked for, and what of that is too much. */
final class RefusedArray {
    private RefusedArray() {}

    /** @param offering by what the scheduler allows now */
    static Problem told(Site site, Submitted.Refused refused, Elements elements, Offer offer, Offering offering) {
        List<String> excess = offering.excess(offer);
        return Problem.usage(
                "cluster " + site.name() + " refuses the array: " + refused.said() + " (asked of " + offering.where()
                        + ": " + asked(elements, offer) + ")",
                excess.isEmpty()
                        ? advice(refused.why(), offering)
                        : "an element asks for " + String.join(" and ", excess) + "; "
                                + refused.why().advice());
    }

    private static String asked(Elements elements, Offer offer) {
        Long memory = offer.memory();
        return (elements.count() == 1 ? "1 element of " : elements.count() + " elements of ")
                + offer.cpus()
                + (offer.cpus() == 1 ? " cpu" : " cpus")
                + (memory == null ? "" : ", " + MemorySize.format(memory))
                + (offer.walltime() == null ? "" : ", walltime " + Walltime.format(offer.walltime()));
    }

    /** PBS says the same where a queue's access list does not have the user, and where no queue lets him in. */
    private static String advice(Refusal why, Offering offering) {
        return why == Refusal.PERMISSION
                ? offering.where() + " may not let you in: set another for the cluster in muster.yml, or ask the site"
                        + " whether you may submit jobs there"
                : why.advice();
    }
}
