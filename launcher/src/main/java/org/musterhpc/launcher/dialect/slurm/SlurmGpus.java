package org.musterhpc.launcher.dialect.slurm;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How GPUs are asked for: by {@code --gres}, which is as old as they are. */
final class SlurmGpus {
    private static final Pattern GPU = Pattern.compile("(^|,)(gres[:/])?gpu\\b");

    private SlurmGpus() {}

    /** @param own the cluster's, from muster.yml: where it has GPUs, it says of which kind, and how many */
    static String gres(@Nullable String own, int gpus) {
        if (own == null) {
            return "gpu:" + gpus;
        }
        return GPU.matcher(own).find() ? own : own + ",gpu:" + gpus;
    }
}
