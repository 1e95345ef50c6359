package org.musterhpc.launcher.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.musterhpc.launcher.config.Hazard;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.connect.ServerFacts;
import org.musterhpc.queue.redis.connect.ServerUrl;

/**
 * Whether a server is fit to hold campaigns: the one list for {@code doctor}, which tells all of it, and for {@code run},
 * {@code submit} and {@code restore}, which begin nothing where something on it is FAIL.
 *
 * @param asked the address as the user wrote it
 * @param accepted hazards that are told, but stop nothing
 */
public record ServerReport(ServerFacts facts, RedisAddress asked, Set<Hazard> accepted) {
    private static final Duration MUCH = Duration.ofMinutes(1);
    private static final Pattern OWN = Pattern.compile("-?(127(\\.\\d+){3}|::1|localhost)");

    /** In the order in which a person wants to read them. */
    public List<CheckResult> findings() {
        List<CheckResult> findings = new ArrayList<>();
        if (info().isEmpty()) {
            findings.add(CheckResult.warn(
                    "redis",
                    "version, persistence and memory could not be asked: our user may not say INFO",
                    "let somebody who may look: INFO, CONFIG GET appendonly, CONFIG GET maxmemory-policy"));
        } else {
            findings.add(version());
            findings.addAll(role());
            findings.add(persistence());
            findings.add(memory());
        }
        findings.add(door());
        findings.add(clock());
        return findings;
    }

    private Map<String, String> info() {
        return facts.info();
    }

    private CheckResult version() {
        String valkey = info().getOrDefault("valkey_version", "");
        String redis = info().getOrDefault("redis_version", "0");
        String what = valkey.isEmpty() ? "redis " + redis : "valkey " + valkey;
        String[] numbers = redis.split("\\.", -1);
        int major = number(numbers[0]);
        int minor = numbers.length > 1 ? number(numbers[1]) : 0;
        return major > 6 || (major == 6 && minor >= 2)
                ? CheckResult.ok("redis", what)
                : CheckResult.fail(
                        "redis",
                        what + " is too old: the queue needs LPOP with a count, HRANDFIELD and open ranges of streams,"
                                + " which came with 6.2",
                        "use Redis 6.2 or later, or Valkey");
    }

    /** Whether it is the kind of server that the url says, and one that takes writes. */
    private List<CheckResult> role() {
        ServerUrl url = asked.where();
        String mode = info().getOrDefault("redis_mode", "standalone");
        String hosts = url.servers().get(0).toString();
        if (mode.equals("sentinel")) {
            return List.of(CheckResult.fail(
                    "role",
                    facts.at() + " is a Sentinel, which holds no data",
                    "write the url as redis-sentinel://" + hosts + "/0#PRIMARY"));
        }
        if (mode.equals("cluster") && url.kind() != ServerUrl.Kind.CLUSTER) {
            return List.of(CheckResult.fail(
                    "role",
                    facts.at() + " is a node of a Redis Cluster and takes only some of the keys",
                    "write the url as redis-cluster://" + hosts));
        }
        if (!mode.equals("cluster") && url.kind() == ServerUrl.Kind.CLUSTER) {
            return List.of(CheckResult.fail(
                    "role", facts.at() + " is not a node of a Redis Cluster", "write the url as redis://" + hosts));
        }
        return "slave".equals(info().get("role"))
                ? List.of(CheckResult.fail(
                        "role",
                        facts.at() + " is a replica, which takes no writes",
                        "name the primary in the url, or its Sentinels: redis-sentinel://HOST:26379/0#PRIMARY"))
                : List.of();
    }

    private CheckResult persistence() {
        if (!"1".equals(info().get("aof_enabled"))) {
            return hazard(
                    Hazard.NO_APPENDONLY,
                    "persistence",
                    "writes are not kept (appendonly no): a crash or restart of the server loses what was done since its"
                            + " last dump",
                    "in redis.conf: appendonly yes (at once: CONFIG SET appendonly yes)");
        }
        if (!"ok".equals(info().getOrDefault("aof_last_write_status", "ok"))) {
            return CheckResult.fail(
                    "persistence",
                    "the last write to disk failed, and the server takes no more of them",
                    "make room on the server's disk");
        }
        if (facts.setting("appendfsync").filter("no"::equals).isPresent()) {
            return CheckResult.warn(
                    "persistence",
                    "writes are kept, but not forced to disk (appendfsync no): a power cut may lose half a minute",
                    "in redis.conf: appendfsync everysec (at once: CONFIG SET appendfsync everysec)");
        }
        return CheckResult.ok(
                "persistence",
                "append-only file, "
                        + facts.setting("appendfsync")
                                .map(how -> "fsync " + how)
                                .orElse("how often it is synced could not be asked (CONFIG GET is forbidden)"));
    }

    private CheckResult memory() {
        String evicts = info().getOrDefault("maxmemory_policy", "noeviction");
        if (evicts.startsWith("allkeys-")) {
            return hazard(
                    Hazard.EVICTION,
                    "memory",
                    "maxmemory-policy is " + evicts + ": tasks are thrown away when memory is short",
                    "in redis.conf: maxmemory-policy noeviction (at once: CONFIG SET maxmemory-policy noeviction)");
        }
        long most = Long.parseLong(info().getOrDefault("maxmemory", "0"));
        long used = Long.parseLong(info().getOrDefault("used_memory", "0"));
        String what =
                "the server uses " + used / (1 << 20) + " MB" + (most == 0 ? "" : " of " + most / (1 << 20) + " MB");
        if (most > 0 && used > most / 10 * 9) {
            return CheckResult.warn("memory", what, "raise maxmemory, or 'muster purge' what is no longer needed");
        }
        // A volatile policy takes keys with a time to live: of ours only the marks of who submits arrays at present.
        return CheckResult.ok("memory", what + ", no task is evicted");
    }

    private CheckResult door() {
        ServerUrl at = facts.at().where();
        if (!facts.anybody()) {
            return !at.loopback() && !at.tls()
                    ? CheckResult.warn(
                            "password",
                            "the password crosses the network unencrypted",
                            "use TLS (rediss://) where the network is not the cluster's own")
                    : CheckResult.ok(
                            "password", "is asked for" + (at.tls() ? ", TLS" : ", loopback only as far as we use it"));
        }
        String advice =
                "in redis.conf: requirepass, or an ACL user, and user default off; or: bind 127.0.0.1 -::1 where nobody"
                        + " else shall come";
        return switch (reach()) {
            case NETWORK ->
                hazard(
                        Hazard.NO_PASSWORD,
                        "password",
                        facts.at() + " lets anybody on the network in without a password: they can remove tasks"
                                + " and forge results",
                        advice);
            case UNKNOWN ->
                CheckResult.warn(
                        "password",
                        facts.at()
                                + " asks for no password, and whether the network reaches it could not be asked (CONFIG GET"
                                + " is forbidden)",
                        advice);
            case MACHINE ->
                CheckResult.warn(
                        "password",
                        facts.at() + " lets every user of this machine in without a password",
                        "in redis.conf: requirepass: whoever gets in can remove tasks and forge results");
        };
    }

    private enum Reach {
        MACHINE,
        NETWORK,
        UNKNOWN
    }

    /** Who gets as far as to be let in without a password. */
    private Reach reach() {
        if (!facts.at().where().loopback()) {
            return Reach.NETWORK; // we came that way
        }
        String bind = facts.setting("bind").orElse(null);
        String guarded = facts.setting("protected-mode").orElse(null);
        if (bind == null || guarded == null) {
            return Reach.UNKNOWN;
        }
        boolean own = !bind.isBlank()
                && List.of(bind.trim().split("\\s+", -1)).stream().allMatch(OWN.asMatchPredicate());
        // Before version 7, protected mode protected only a server without a bind line.
        boolean holds = guarded.equals("yes")
                && (bind.isBlank()
                        || number(info().getOrDefault("redis_version", "0").split("\\.", -1)[0]) >= 7);
        return own || holds ? Reach.MACHINE : Reach.NETWORK;
    }

    private CheckResult clock() {
        Duration offset = facts.ahead();
        String what = "the server's clock is " + offset.abs().toMillis() + " ms "
                + (offset.isNegative() ? "behind" : "ahead");
        return offset.abs().compareTo(MUCH) > 0
                ? CheckResult.warn("clock", what, "nothing depends on it but the times shown; set the clocks by NTP")
                : CheckResult.ok("clock", what);
    }

    private CheckResult hazard(Hazard hazard, String check, String what, String advice) {
        return accepted.contains(hazard)
                ? CheckResult.warn(check, what + " (accepted: " + hazard.word() + ")", advice)
                : CheckResult.fail(
                        check,
                        what,
                        advice + "; or, if that may be, in muster.yml: redis: {accept: [" + hazard.word() + "]}");
    }

    private static int number(String text) {
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    }
}
