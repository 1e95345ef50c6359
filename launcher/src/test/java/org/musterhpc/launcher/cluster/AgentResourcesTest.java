package org.musterhpc.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;

class AgentResourcesTest {
    private static List<Stage> wanting(String name, int number) {
        return List.of(Samples.stage("match", RetrySettings.DEFAULT, null)
                .limitedTo(new Stage.Limits(Duration.ofMinutes(1), 1, null, 0, Map.of(name, number))));
    }

    private static Problem refused(List<Stage> stages, Map<String, Integer> offered) {
        return catchThrowableOfType(Problem.class, () -> AgentResources.check(stages, offered));
    }

    @Test
    void whatAgentsHaveIsEnough() {
        assertThat(refused(wanting("licence", 2), Map.of("licence", 2))).isNull();
    }

    @Test
    void whatNoAgentHasIsRefusedWithBothWaysToHaveIt() {
        Problem none = refused(wanting("licence", 2), Map.of());
        assertThat(none).hasMessage("a task of stage match needs licence: 2, and agents have none of it");
        assertThat(none.advice())
                .isEqualTo("write agent: {resources: {licence: 2}} in muster.yml, where each agent has that many; or"
                        + " limits: {licence: N} in the campaign file, where there are N for all agents together");
        assertThat(none.exit()).isEqualTo(Problem.USAGE);
        assertThat(refused(wanting("licence", 3), Map.of("licence", 2)))
                .hasMessage("a task of stage match needs licence: 3, and an agent has 2");
    }

    @Test
    void aSlipIsToldFromAnotherName() {
        assertThat(refused(wanting("license", 1), Map.of("licence", 2)).advice())
                .startsWith("did you mean 'licence'? Else write agent:");
    }
}
