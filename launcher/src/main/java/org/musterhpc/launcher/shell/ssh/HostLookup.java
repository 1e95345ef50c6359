package org.musterhpc.launcher.shell.ssh;

import com.jcraft.jsch.ConfigRepository;
import com.jcraft.jsch.OpenSSHConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.Input;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Target;
import org.musterhpc.launcher.shell.local.LocalRun;
import org.musterhpc.launcher.shell.ssh.HostSettings.Way;

/**
 * Resolves a host with {@code ssh -G}, which knows Include, Match and tokens; without an ssh, JSch reads what it
 * understands of {@code ~/.ssh/config}.
 */
final class HostLookup {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int SSH = 22;
    private static final List<String> USUAL_KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private final @Nullable SshProgram ssh;
    private final Path home;

    HostLookup(@Nullable SshProgram ssh, Path home) {
        this.ssh = ssh;
        this.home = home;
    }

    HostSettings resolve(Target target) throws NotSent {
        Map<String, List<String>> said = ssh == null ? fromFile(target) : fromProgram(ssh, target);
        String user = target.user() == null ? first(said, "user") : target.user();
        String port = first(said, "port");
        String name = first(said, "hostname");
        Hop at = new Hop(
                user == null ? System.getProperty("user.name") : user,
                name == null ? target.host() : name,
                target.port() != null ? target.port() : port == null ? Integer.valueOf(SSH) : Integer.valueOf(port));
        Path identity = target.keys().identity();
        List<Path> identities = identity != null ? List.of(identity) : paths(said.get("identityfile"), at);
        Path known = target.keys().knownHosts();
        List<Path> knownHosts = new ArrayList<>();
        if (known == null) {
            knownHosts.addAll(paths(words(said.get("userknownhostsfile")), at));
            knownHosts.addAll(paths(words(said.get("globalknownhostsfile")), at));
        } else {
            knownHosts.add(known);
        }
        boolean only = identity != null || "yes".equals(first(said, "identitiesonly"));
        String jump = target.jump() == null ? first(said, "proxyjump") : target.jump();
        Way way = new Way(jump, jump == null ? first(said, "proxycommand") : null);
        return new HostSettings(at, first(said, "hostkeyalias"), identities, only, knownHosts, way);
    }

    private static Map<String, List<String>> fromProgram(SshProgram ssh, Target target) throws NotSent {
        List<String> argv = new ArrayList<>(List.of(ssh.file().toString(), "-G"));
        argv.addAll(ssh.options());
        if (target.user() != null) {
            argv.addAll(List.of("-l", target.user())); // Match user asks for it
        }
        argv.addAll(List.of("--", target.host()));
        try {
            Answer answer = new LocalRun(new Command(argv, Input.NOTHING, LIMIT), "this machine").inOwnSession();
            if (answer.exit() != 0) {
                throw new NotSent(
                        "ssh does not understand its configuration: "
                                + answer.errText().strip(),
                        "try: ssh -G " + target.host(),
                        null);
            }
            Map<String, List<String>> said = new HashMap<>();
            answer.outText().lines().forEach(line -> {
                String[] pair = line.split(" ", 2);
                if (pair.length == 2 && !pair[1].equals("none")) {
                    said.computeIfAbsent(pair[0].toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                            .add(pair[1]);
                }
            });
            return said;
        } catch (NoAnswer e) {
            throw new NotSent("ssh -G " + target.host() + " does not end", "see what Match exec does there", e);
        }
    }

    private Map<String, List<String>> fromFile(Target target) {
        Map<String, List<String>> said = new HashMap<>();
        Path folder = home.resolve(".ssh");
        said.put("userknownhostsfile", List.of(folder.resolve("known_hosts").toString()));
        said.put("globalknownhostsfile", List.of("/etc/ssh/ssh_known_hosts"));
        said.put(
                "identityfile",
                USUAL_KEYS.stream().map(key -> folder.resolve(key).toString()).toList());
        Path file = folder.resolve("config");
        if (Files.isReadable(file)) {
            try {
                ConfigRepository.Config config =
                        OpenSSHConfig.parseFile(file.toString()).getConfig(target.host());
                for (String key : List.of("hostname", "user", "port", "hostkeyalias", "proxyjump", "proxycommand")) {
                    put(said, key, config.getValue(key));
                }
                put(said, "identitiesonly", config.getValue("identitiesonly"));
                put(said, "userknownhostsfile", config.getValue("userknownhostsfile"));
                String[] named = config.getValues("identityfile");
                if (named != null && named.length > 0) {
                    said.put("identityfile", List.of(named));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return said;
    }

    private static void put(Map<String, List<String>> said, String key, @Nullable String value) {
        if (value != null) {
            said.put(key, List.of(value));
        }
    }

    private static @Nullable String first(Map<String, List<String>> said, String key) {
        List<String> values = said.get(key);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    private static @Nullable List<String> words(@Nullable List<String> values) {
        return values == null
                ? null
                : values.stream()
                        .flatMap(value -> Arrays.stream(value.replace("\"", "").split(" ")))
                        .toList();
    }

    private List<Path> paths(@Nullable List<String> values, Hop at) {
        return values == null
                ? List.of()
                : values.stream().map(value -> path(value, at)).toList();
    }

    private Path path(String written, Hop at) {
        String text = written.startsWith("~/") ? home + written.substring(1) : written;
        return Path.of(text.replace("%d", home.toString())
                .replace("%h", at.host())
                .replace("%r", String.valueOf(at.user()))
                .replace("%u", System.getProperty("user.name"))
                .replace("%%", "%"));
    }
}
