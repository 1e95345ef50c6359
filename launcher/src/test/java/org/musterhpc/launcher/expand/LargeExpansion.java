package org.musterhpc.launcher.expand;

import java.nio.file.Path;
import org.musterhpc.launcher.campaign.CampaignFile;
import org.musterhpc.launcher.campaign.CampaignSpec;

/** A program: expands a campaign, and prints tasks, milliseconds to expand and milliseconds to read back. */
final class LargeExpansion {
    private LargeExpansion() {}

    public static void main(String[] args) {
        long start = System.nanoTime();
        CampaignSpec spec = CampaignFile.read(Path.of(args[0]));
        Expanded expanded = Expansion.run(spec, Path.of(args[1]), "me");
        long millis = (System.nanoTime() - start) / 1_000_000;
        long[] read = {0};
        new ManifestReader(Path.of(args[1])).texts("main", 0, batch -> {
            read[0] += batch.size();
            return true;
        });
        long all = (System.nanoTime() - start) / 1_000_000;
        System.out.println(
                expanded.total() + " " + read[0] + " " + millis + " ms, " + (all - millis) + " ms to read back");
    }
}
