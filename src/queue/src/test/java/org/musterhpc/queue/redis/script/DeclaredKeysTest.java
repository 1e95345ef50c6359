package org.musterhpc.queue.redis.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musterhpc.queue.redis.campaign.Keys;

class DeclaredKeysTest {
    private static final Keys KEYS = new Keys("muster:", "c");

    private static DeclaredKeys of(Script script) {
        return DeclaredKeys.of(script, Script.texts().get(script).lua());
    }

    @ParameterizedTest
    @EnumSource(Script.class)
    void everyScriptDeclaresItsKeys(Script script) {
        DeclaredKeys declared = of(script);
        assertThat(declared.numbered()).isNotEmpty();
        List<String> keys = declared.numbered().stream()
                .map(name -> "muster:{c}:s:" + (name == null ? "any" : name))
                .toList();
        assertThat(declared.wrong(keys)).isEmpty();
    }

    @Test
    void namesAreReadOverLinesAndListsOfOneType() {
        assertThat(of(Script.PUSH).numbered())
                .containsExactly(
                        "campaign",
                        "proc",
                        "held",
                        "blocked",
                        "counts",
                        "need",
                        "working",
                        "delayed",
                        "index",
                        "dead",
                        "cancelled");
        assertThat(of(Script.CANCEL).numbered()).hasSize(13).startsWith("campaign", null, "cancelled");
        assertThat(of(Script.WATCHER_NEXT).perStage()).containsExactly("done", "ended", "dead", "cancelled");
    }

    @Test
    void twoThatHaveChangedPlacesAreSeen() {
        List<String> keys = new ArrayList<>(List.of(KEYS.agents(), KEYS.beats(), KEYS.revoked(), KEYS.answers()));
        assertThat(of(Script.FORGET).wrong(keys)).isEmpty();
        Collections.swap(keys, 1, 2);
        assertThat(of(Script.FORGET).wrong(keys)).contains("key 2 is declared as beats", "{c}:revoked");
        assertThat(of(Script.FORGET).wrong(keys.subList(0, 3))).contains("3 keys, and 4 are declared");
        assertThatThrownBy(() -> Script.FORGET.on(keys, List.of("")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("FORGET: key 2");
    }

    @Test
    void keysOfEachStageAreHeldToo() {
        List<String> keys = new ArrayList<>(List.of(KEYS.campaign()));
        for (String stage : List.of("a", "b")) {
            keys.addAll(List.of(KEYS.done(stage), KEYS.ended(stage), KEYS.dead(stage), KEYS.cancelled(stage)));
        }
        assertThat(of(Script.WATCHER_ENTER).wrong(keys)).isEmpty();
        Collections.swap(keys, 5, 7);
        assertThat(of(Script.WATCHER_ENTER).wrong(keys)).contains("key 6 is declared as done");
        assertThat(of(Script.WATCHER_ENTER).wrong(keys.subList(0, 4))).contains("no whole number of stages");
    }
}
