package org.musterhpc.launcher.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a server says of itself, weighed.
 *
 * @param info the fields of INFO
 * @param policy maxmemory-policy, where we may read it
 * @param fsync appendfsync, where we may read it
 * @param offset how far its clock is ahead of ours
 */
record ServerReport(Map<String, String> info, Optional<String> policy, Optional<String> fsync, Duration offset) {
    private static final Duration MUCH = Duration.ofMinutes(1);

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(version());
        findings.add(persistence());
        findings.add(memory());
        if ("slave".equals(info.get("role"))) {
            findings.add(Finding.fail("role", "is a replica, which takes no writes", "name the primary in the url"));
        }
        findings.add(clock());
        return findings;
    }

    private Finding version() {
        String valkey = info.getOrDefault("valkey_version", "");
        String redis = info.getOrDefault("redis_version", "0");
        String what = valkey.isEmpty() ? "redis " + redis : "valkey " + valkey;
        String[] numbers = redis.split("\\.", -1);
        int major = number(numbers[0]);
        int minor = numbers.length > 1 ? number(numbers[1]) : 0;
        return major > 6 || (major == 6 && minor >= 2)
                ? Finding.ok("redis", what)
                : Finding.fail("redis", what, "use 6.2 or later, or Valkey");
    }

    private Finding persistence() {
        if (!"1".equals(info.get("aof_enabled"))) {
            return Finding.warn(
                    "persistence",
                    "writes are not kept (appendonly no): a crash of the server loses what was done since its last dump",
                    "set appendonly yes and appendfsync everysec");
        }
        if (!"ok".equals(info.getOrDefault("aof_last_write_status", "ok"))) {
            return Finding.fail("persistence", "the last write to disk failed", "make room on the server's disk");
        }
        if (fsync.filter("no"::equals).isPresent()) {
            return Finding.warn("persistence", "writes are kept, but not forced to disk", "set appendfsync everysec");
        }
        return Finding.ok(
                "persistence",
                "append-only file" + fsync.map(how -> ", fsync " + how).orElse(""));
    }

    private Finding memory() {
        String evicts = policy.orElse(info.getOrDefault("maxmemory_policy", "noeviction"));
        if (!evicts.equals("noeviction")) {
            return Finding.fail(
                    "memory",
                    "maxmemory-policy is " + evicts + ": tasks may be thrown away when memory is short",
                    "set maxmemory-policy noeviction");
        }
        long most = Long.parseLong(info.getOrDefault("maxmemory", "0"));
        long used = Long.parseLong(info.getOrDefault("used_memory", "0"));
        String what = "uses " + used / (1 << 20) + " MB" + (most == 0 ? "" : " of " + most / (1 << 20) + " MB");
        return most > 0 && used > most / 10 * 9
                ? Finding.warn("memory", what, "raise maxmemory, or 'muster purge' what is no longer needed")
                : Finding.ok("memory", what + ", nothing is evicted");
    }

    private Finding clock() {
        String what =
                "the server's is " + offset.abs().toMillis() + " ms " + (offset.isNegative() ? "behind" : "ahead");
        return offset.abs().compareTo(MUCH) > 0
                ? Finding.warn("clock", what, "nothing depends on it but the times shown; set the clocks by NTP")
                : Finding.ok("clock", what);
    }

    private static int number(String text) {
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    }
}
