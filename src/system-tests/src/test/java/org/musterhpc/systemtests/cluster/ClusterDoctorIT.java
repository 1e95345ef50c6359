package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.systemtests.endtoend.Muster;

/** {@code muster doctor --cluster} on a real Slurm, with a real node's probe. */
class ClusterDoctorIT {
    private SlurmSite site;

    @BeforeEach
    void ready() {
        site = SlurmSite.shared();
        site.reset();
    }

    @AfterEach
    void asItWas() {
        if (site != null) {
            site.reset();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"slurm-ssh", "slurm-openssh"})
    void nodeTellsWhatItSees(String cluster) {
        try (Muster muster = new Muster(site.config(), site.env())) {
            Muster.Ended doctor = muster.run("doctor", "--cluster", cluster, "--allocation");
            assertThat(doctor.out())
                    .as(doctor.err())
                    .contains("slurm-wlm", "remote_dir", "runs the agent", "writes to remote_dir", "redis seen");
        }
        assertThat(site.remote().resolve("campaigns/_doctor")).doesNotExist();
    }
}
