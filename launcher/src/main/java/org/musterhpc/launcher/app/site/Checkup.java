package org.musterhpc.launcher.app.site;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Environment;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.bundle.AgentLibrary;
import org.musterhpc.launcher.bundle.BundleInstaller;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.doctor.CheckResult;
import org.musterhpc.launcher.doctor.ClusterDoctor;
import org.musterhpc.launcher.doctor.Doctor;
import org.musterhpc.launcher.doctor.HostsDoctor;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Retries;
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
            return hosts((ClusterSettings.Hosts) cluster, allocation != null);
        }
        try (Shell shell = clusters.shell(batch)) {
            return new ClusterDoctor(
                            here.home(), batch, shell, here.pause(), connection.addressElsewhere(), setup.accepted())
                    .examine(allocation);
        }
    }

    private List<CheckResult> hosts(ClusterSettings.Hosts hosts, boolean allocation) {
        if (allocation) {
            throw Problem.usage(
                    "--allocation is about a batch system, and " + hosts.name() + " has none", "leave it out");
        }
        return new HostsDoctor(
                        new BundleInstaller(here.home(), AgentLibrary.find(), new Retries(here.pause())),
                        hosts.site().remoteDir(),
                        connection.addressElsewhere(),
                        setup.accepted())
                .examine(clusters.shells(hosts));
    }
}
