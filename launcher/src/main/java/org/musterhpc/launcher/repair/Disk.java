package org.musterhpc.launcher.repair;

import java.util.List;
import org.musterhpc.launcher.problem.Problem;

/** Where outputs lie: this machine's file systems, or a cluster's. */
public interface Disk {
    /** Stands for the time of a file that is not there. */
    long GONE = Long.MIN_VALUE;

    /**
     * When these files were changed last, in seconds since 1970, or {@link #GONE}. What is said to be gone was looked for
     * after this was called; what is said to be there may have been seen a while before.
     *
     * @param workdir where names begin that are not absolute
     * @throws Problem where it cannot be told: then nothing must be taken for gone
     */
    long[] times(String workdir, List<String> files);
}
