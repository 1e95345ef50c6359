package org.musterhpc.systemtests.cluster;

/**
 * A {@code muster.yml} with one cluster, {@code here}: the site's Slurm. All but the transport as they stand in the file.
 *
 * @param transport {@code jsch} or {@code openssh}; empty: already on the login node
 */
record Settings(String heartbeat, String agent, String cluster, String transport) {
    /** Two elements of four slots: one on each node. */
    static final Settings TWO_NODES =
            new Settings("interval: 1s, lease: 60s", "linger: 30s", "cpus: 4, elements: 2", "");

    Settings heartbeat(String other) {
        return new Settings(other, agent, cluster, transport);
    }

    Settings agent(String other) {
        return new Settings(heartbeat, other, cluster, transport);
    }

    Settings cluster(String other) {
        return new Settings(heartbeat, agent, other, transport);
    }

    Settings over(String other) {
        return new Settings(heartbeat, agent, cluster, other);
    }

    String text(SlurmSite site) {
        String ssh = transport.isEmpty() ? "" : ", ssh: {" + ssh(site) + ", transport: " + transport + "}";
        return """
                redis: {url: "redis://127.0.0.1:%d", password_file: %s/redis/password}
                heartbeat: {%s}
                agent: {%s}
                clusters:
                  here: {type: slurm, remote_dir: %s, %s%s}
                """.formatted(site.redisPort(), site.folder(), heartbeat, agent, site.remote(), cluster, ssh);
    }

    static String ssh(SlurmSite site) {
        return "host: 127.0.0.1, user: root, port: %d, identity: %s, known_hosts: %s"
                .formatted(
                        site.sshPort(),
                        site.folder().resolve("ssh/user"),
                        site.folder().resolve("ssh/known_hosts"));
    }
}
