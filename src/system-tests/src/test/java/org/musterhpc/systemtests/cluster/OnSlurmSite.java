package org.musterhpc.systemtests.cluster;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests on the real Slurm: each finds the site as it was at first, and leaves it so. What a failed test began is ended. */
abstract class OnSlurmSite {
    SlurmSite site;

    @BeforeEach
    final void ready() {
        site = SlurmSite.shared();
        site.reset();
    }

    @AfterEach
    final void asItWas() {
        if (site != null) {
            Scene.abandon();
            site.reset();
        }
    }
}
