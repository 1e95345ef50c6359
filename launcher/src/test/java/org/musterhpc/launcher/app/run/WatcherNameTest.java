package org.musterhpc.launcher.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.queue.model.State;

class WatcherNameTest {
    private static final Set<State> DONE = Set.of(State.DONE);

    @Test
    void sameCommandAndChoiceHaveOneNameAndOthersAnother() {
        String name = WatcherName.of("./bin/flags.py x", Set.of("b", "a"), Set.of(State.DEAD, State.DONE));
        assertThat(name).startsWith("flags.py-");
        assertThat(WatcherName.of("./bin/flags.py x", Set.of("a", "b"), Set.of(State.DONE, State.DEAD)))
                .isEqualTo(name);
        assertThat(Set.of(
                        WatcherName.of("c", Set.of(), DONE),
                        WatcherName.of("c x", Set.of(), DONE),
                        WatcherName.of("c", Set.of("s"), DONE),
                        WatcherName.of("c", Set.of(), Set.of(State.DEAD))))
                .hasSize(4);
    }

    @Test
    void nameCanBeOneWhateverTheCommandIs() {
        for (String command : new String[] {"", "  ", "'a b' c", "$(x)", "{ true; }", "ä/ö", "a".repeat(500)}) {
            assertThat(Names.valid(WatcherName.of(command, Set.of(), DONE)))
                    .as(command)
                    .isTrue();
        }
    }

    @Test
    void processIsGoneOnlyWhereThatIsSure() throws Exception {
        WatchProcess here = new WatchProcess();
        assertThat(here.name()).isNotEqualTo(new WatchProcess().name());
        assertThat(here.gone(here.name())).isFalse();
        assertThat(here.gone("another machine 1 1")).isFalse();
        assertThat(here.gone("")).isFalse();
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        String pid = " " + ProcessHandle.current().pid() + " ";
        int at = here.name().lastIndexOf(pid);
        String dead = here.name().substring(0, at) + " " + ended.pid() + " 1";
        assertThat(here.gone(dead)).isTrue();
        assertThat(here.gone("x" + dead)).isFalse();
    }
}
