package org.musterhpc.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentOptionsTest {

    @Test
    void whatIsLeftOutHasItsDefault() {
        AgentOptions options = parse();

        assertThat(options.capacity().total().cpus())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(options.capacity().perCpu()).isTrue();
        assertThat(List.of(options.linger(), options.lease(), options.heartbeat(), options.killGrace()))
                .extracting(Duration::toSeconds)
                .containsExactly(30L, 30L, 10L, 5L);
        assertThat(options.one()).isFalse();
        assertThat(options.allocation().ends()).isNull();
    }

    @Test
    void whatIsGivenIsTaken() {
        AgentOptions options =
                parse("--slots", "3", "--linger", "2m", "--one", "--ends", "1700000000", "--name", "a-1");

        assertThat(options.capacity().total().cpus()).isEqualTo(3);
        assertThat(options.capacity().perCpu()).isFalse();
        assertThat(options.linger()).isEqualTo(Duration.ofMinutes(2));
        assertThat(options.one()).isTrue();
        assertThat(options.allocation().ends()).isEqualTo(1_700_000_000L);
        assertThat(options.name()).isEqualTo("a-1");
    }

    @ParameterizedTest
    @CsvSource({
        "--slots, 0, --slots",
        "--slots, many, --slots",
        "--cpus, -1, --cpus",
        "--linger, soon, --linger",
        "--heartbeat, 30s, --heartbeat",
        "--ends, tomorrow, --ends",
        "--memory, plenty, --memory",
        "--restart, once, --restart",
        "--workdir, here, --workdir",
        "--name, a b, --name",
        "--name, ../x, --name",
        "--nmae, x, no such option",
    })
    void whatIsWrongIsNamed(String option, String value, String named) {
        assertThatThrownBy(() -> parse(option, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @Test
    void campaignAndConnectionAreRequired() {
        assertThatThrownBy(() -> AgentOptions.parse(List.of("--campaign", "c"), Map.of()))
                .hasMessageContaining("--connection");
        assertThatThrownBy(() -> AgentOptions.parse(List.of("--campaign"), Map.of()))
                .hasMessageContaining("needs a value");
    }

    @Test
    void probeNeedsNoCampaign() {
        AgentOptions options =
                AgentOptions.parse(List.of("--probe", "--connection", "f", "--write", "/shared"), Map.of());

        assertThat(options.probe()).isTrue();
        assertThat(options.write()).isEqualTo(Path.of("/shared"));
        assertThatThrownBy(() -> parse("--write", "/shared")).hasMessageContaining("--probe");
    }

    @Test
    void agentInAnAllocationIsNamedAfterIt() {
        AgentOptions options = AgentOptions.parse(
                List.of("--campaign", "c", "--connection", "f", "--cluster", "vm"), Map.of("PBS_JOBID", "13[4].vm"));

        assertThat(options.name())
                .startsWith("vm-13_4_.vm-")
                .endsWith("-" + ProcessHandle.current().pid());
    }

    private static AgentOptions parse(String... more) {
        List<String> args = new ArrayList<>(List.of("--campaign", "c", "--connection", "f"));
        args.addAll(List.of(more));
        return AgentOptions.parse(args, Map.of());
    }
}
