package org.musterhpc.queue.redis.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.redis.TestServer;

/** Walks beside agents that claim what is walked through. */
class ScanIT {
    private static final int ALL = 6_000;

    private final ScriptRunner runner = TestServer.runner();
    private final String key = "scan:" + UUID.randomUUID();

    @AfterEach
    void close() {
        runner.ask(redis -> redis.del(key));
        runner.close();
    }

    private static List<String> elements(int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> "task " + n).toList();
    }

    private List<String> seenWhile(Runnable once) {
        List<String> seen = new ArrayList<>();
        Scan.list(runner, key, element -> {
            seen.add(element);
            if (seen.size() % 500 == 0) {
                once.run();
            }
        });
        return seen;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 400, 5_000})
    void whatStaysOnAListIsSeenOnceWhateverIsPopped(int popped) {
        runner.ask(redis -> redis.rpush(key, elements(0, ALL).toArray(String[]::new)));
        List<String> seen = seenWhile(() -> runner.ask(redis -> redis.lpop(key, popped)));
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen).containsAll(runner.ask(redis -> redis.lrange(key, 0, -1)));
    }

    @Test
    void whatIsGivenBackMeanwhileMovesNobodyOutOfSight() {
        runner.ask(redis -> redis.rpush(key, elements(0, ALL).toArray(String[]::new)));
        int[] given = {0};
        List<String> seen = seenWhile(() -> {
            int from = ALL + 300 * given[0]++;
            runner.ask(redis -> redis.lpush(key, elements(from, from + 300).toArray(String[]::new)));
        });
        assertThat(seen).containsExactlyElementsOf(elements(0, ALL));
    }

    @Test
    void blanksKeepTheirPlaces() {
        runner.ask(redis -> redis.rpush(key, elements(0, ALL).toArray(String[]::new)));
        for (int at = 1_000; at < 3_000; at++) {
            int blank = at;
            runner.ask(redis -> redis.lset(key, blank, ""));
        }
        Set<String> taken = new HashSet<>();
        List<String> seen = seenWhile(() -> {
            // From the middle, and from the head.
            for (int at = 3_500; at < 3_600; at++) {
                int blank = at;
                taken.add(runner.ask(redis -> redis.lindex(key, blank)));
                runner.ask(redis -> redis.lset(key, blank, ""));
            }
            taken.addAll(runner.ask(redis -> redis.lpop(key, 50)));
        });
        assertThat(seen).filteredOn(element -> !element.isEmpty()).doesNotHaveDuplicates();
        List<String> left = new ArrayList<>(elements(0, 1_000));
        left.addAll(elements(3_000, ALL));
        left.removeAll(taken);
        assertThat(seen).containsAll(left);
    }

    /** Of the longest the first part comes. */
    @ParameterizedTest
    @ValueSource(ints = {1 << 20, 5 << 20})
    void longElementsAreSeenOnce(int length) {
        List<String> heads = new ArrayList<>();
        for (int n = 0; n < 12; n++) {
            String head = "long " + (n + 10);
            heads.add(head);
            runner.ask(redis -> redis.rpush(key, head + "x".repeat(length)));
        }
        assertThat(seenWhile(() -> {}))
                .extracting(element -> element.substring(0, 7))
                .containsExactlyElementsOf(heads);
    }

    @Test
    void equalElementsAreEachSeen() {
        runner.ask(redis -> redis.rpush(
                key, IntStream.range(0, ALL).mapToObj(n -> "the same").toArray(String[]::new)));
        assertThat(seenWhile(() -> {})).hasSize(ALL);
    }

    @Test
    void whatStaysInASortedSetIsSeenOnceWhateverRipens() {
        Map<String, Double> all = new HashMap<>();
        elements(0, ALL).forEach(element -> all.put(element, 1.0 + all.size()));
        runner.ask(redis -> redis.zadd(key, all));
        List<String> seen = new ArrayList<>();
        Scan.sorted(runner, key, (element, score) -> {
            seen.add(element);
            if (seen.size() % 500 == 0) {
                runner.ask(redis -> redis.zpopmin(key, 300));
                runner.ask(redis -> redis.zrem(key, element));
            }
        });
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen).containsAll(runner.ask(redis -> redis.zrange(key, 0, -1)));
    }
}
