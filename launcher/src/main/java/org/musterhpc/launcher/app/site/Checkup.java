package org.musterhpc.launcher.app.site;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Environment;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.doctor.CheckResult;
import org.musterhpc.launcher.doctor.ClusterDoctor;
import org.musterhpc.launcher.doctor.Doctor;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Shell;

/** Looks over machine and setup, or a cluster. */
public record Checkup(Environment here, Connection connection, Setup setup, ClusterConnections clusters) {
    /** This machine and the server. */
    public List<CheckResult> machine() {
        return Doctor.of(here.home(), here.variables(), setup.redis(), setup.accepted())
                .examine();
    }

    /**
     * A cluster.
     *
     * @param allocation how long a compute node is waited for; null: none is asked for
     */
    public List<CheckResult> cluster(String name, @Nullable Duration allocation) {
        ClusterSettings cluster = setup.cluster(name);
        if (cluster instanceof ClusterSettings.Local) {
            return machine();
        }
        if (!(cluster instanceof ClusterSettings.Batch batch)) {
            throw Problem.usage(
                    "cluster '" + cluster.name() + "' is of type hosts, which is not looked over yet",
                    "look over this machine: muster doctor");
        }
        try (Shell shell = clusters.shell(batch)) {
            return new ClusterDoctor(
                            here.home(), batch, shell, here.pause(), connection.addressElsewhere(), setup.accepted())
                    .examine(allocation);
        }
    }
}
