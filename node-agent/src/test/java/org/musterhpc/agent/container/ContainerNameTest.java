package org.musterhpc.agent.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.agent.process.tree.NodeProcess;
import org.musterhpc.agent.process.tree.ProcEntry;

/** Whose a container is, and whether that agent is gone: a wrong yes would end somebody's work. */
class ContainerNameTest {
    private static ContainerName me() throws IOException {
        return ContainerName.first(new Ids(1000, 100, List.of()));
    }

    @Test
    void nameIsReadAgain() throws IOException {
        ContainerName name = me().numbered(17);
        assertThat(ContainerName.of(name.toString())).isEqualTo(name);
        assertThat(name.toString()).matches("[a-zA-Z0-9][a-zA-Z0-9_.-]+").endsWith("-17");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "muster-1",
                "muster-1-x-2-3-4-5",
                "muster-1-01234567-2-3-4-5-6",
                "muster-1---2-3-4-5",
                "xmuster-1-01234567-2-3-4-5"
            })
    void whatIsNotOursIsNotRead(String text) {
        assertThat(ContainerName.of(text)).isNull();
    }

    @Test
    void agentThatLivesIsNotGone() throws IOException {
        ContainerName me = me();
        assertThat(me.numbered(3).abandoned(me)).isFalse();
        ProcEntry other = ProcEntry.all().stream()
                .filter(entry -> entry.pid() != me.agent().pid())
                .findFirst()
                .orElseThrow();
        assertThat(name(me, me.agent().boot(), me.agent().space(), other.pid(), other.start())
                        .abandoned(me))
                .isFalse();
    }

    @Test
    void agentWhoseIdIsSomebodyElsesByNowIsGone() throws IOException {
        ContainerName me = me();
        NodeProcess agent = me.agent();
        assertThat(name(me, agent.boot(), agent.space(), agent.pid(), agent.start() - 1)
                        .abandoned(me))
                .isTrue();
        assertThat(name(me, agent.boot(), agent.space(), 999_999_999, 5).abandoned(me))
                .isTrue();
        assertThat(name(me, "00000000", "1", agent.pid(), agent.start()).abandoned(me))
                .as("before the node's last boot")
                .isTrue();
    }

    @Test
    void whoCannotTellTakesNobodyForGone() throws IOException {
        ContainerName me = me();
        NodeProcess agent = me.agent();
        assertThat(name(me, agent.boot(), agent.space() + "1", 999_999_999, 5).abandoned(me))
                .as("in another pid namespace")
                .isFalse();
        NodeProcess gone = new NodeProcess(agent.boot(), agent.space(), 999_999_999, 5);
        assertThat(new ContainerName(me.user() + 1, gone, 1).abandoned(me))
                .as("another user's")
                .isFalse();
    }

    private static ContainerName name(ContainerName me, String boot, String space, int pid, long start) {
        return new ContainerName(me.user(), new NodeProcess(boot, space, pid, start), 1);
    }
}
