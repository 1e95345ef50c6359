package org.musterhpc.agent.container;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.container.EngineCalls.Answer;
import org.musterhpc.queue.model.Container;

/**
 * An engine of this node, and what it can be told.
 *
 * @param kind not {@code AUTO}
 * @param program its client's file
 */
record Engine(Container.Engine kind, String program, EngineCalls calls) {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int REMOVALS = 3;
    private static final Duration PULL_LIMIT = Duration.ofHours(1);

    /** How a container stands that has not been removed. */
    record Look(boolean begun, boolean outOfMemory) {}

    /** Whether a container is somebody else's process, and lives on without its client. */
    boolean serves() {
        return kind != Container.Engine.APPTAINER;
    }

    private Answer ask(Duration most, String... words) {
        List<String> argv = new ArrayList<>(List.of(program));
        argv.addAll(List.of(words));
        return calls.ask(most, argv);
    }

    /** Why it cannot run anything here; null where it answers. */
    @Nullable
    String fault() {
        Answer answer = switch (kind) {
            case DOCKER -> ask(LIMIT, "version", "--format", "{{.Server.Version}}");
            case PODMAN -> ask(LIMIT, "version", "--format", "{{.Client.Version}}");
            default -> ask(LIMIT, "version");
        };
        return answer.fine() ? null : answer.fault();
    }

    /** TERM; after the grace KILL. What is wrong with that shows when it is removed. */
    void stop(String name, Duration grace) {
        long seconds = (grace.toMillis() + 999) / 1000;
        Answer unused = ask(LIMIT.plusSeconds(seconds), "stop", "-t", Long.toString(seconds), name);
    }

    /**
     * Ends and removes a container at once. It is tried again where the engine's server was busy, or podman found the
     * container's process ended between its look and its signal ("container state improper").
     *
     * @return why it may still be there; null where it is not
     */
    @Nullable
    String remove(String name) {
        String fault = removeOnce(name);
        for (int tries = 1; fault != null && tries < REMOVALS; tries++) {
            fault = removeOnce(name);
        }
        return fault;
    }

    private @Nullable String removeOnce(String name) {
        Answer answer = kind == Container.Engine.PODMAN
                ? ask(LIMIT, "rm", "--force", "--time", "0", name)
                : ask(LIMIT, "rm", "--force", name);
        String fault = answer.fault().toLowerCase(Locale.ROOT);
        boolean gone = answer.fine() || fault.contains("no such container") || fault.contains("is already in progress");
        return gone ? null : answer.fault();
    }

    /** Null where it is not there, or nothing can be said. */
    @Nullable
    Look look(String name) {
        Answer answer =
                ask(LIMIT, "container", "inspect", "--format", "{{.State.OOMKilled}} {{.State.StartedAt}}", name);
        String[] words = answer.out().strip().split(" ", 2);
        return answer.fine() && words.length == 2
                ? new Look(!words[1].startsWith("0001-"), Boolean.parseBoolean(words[0]))
                : null;
    }

    /** What all containers are called that have this label, ended ones too. */
    List<String> names(String label) {
        Answer answer = ask(LIMIT, "ps", "--all", "--filter", "label=" + label, "--format", "{{.Names}}");
        return answer.out().lines().map(String::strip).toList();
    }

    /** Whether it has an image. */
    boolean has(String image) {
        return ask(LIMIT, "image", "inspect", "--format", "{{.Id}}", image).fine();
    }

    /** @return what is wrong; null where it is there now */
    @Nullable
    String pull(String image) {
        Answer answer = ask(PULL_LIMIT, "pull", image);
        return answer.fine() ? null : answer.fault();
    }

    /**
     * Fetches an image into a file, of apptainer.
     *
     * @return what is wrong; null where it is there now
     */
    @Nullable
    String pull(String image, String file) {
        Answer answer = ask(PULL_LIMIT, "pull", "--force", file, image);
        return answer.fine() ? null : answer.fault();
    }
}
