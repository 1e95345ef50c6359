package org.musterhpc.agent.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OfferedResourcesTest {
    @Test
    void namedOnesAreRead() {
        OfferedResources offered =
                OfferedResources.of("gpus=1,licence=2,none=0", Map.of("CUDA_VISIBLE_DEVICES", "0,1"));
        assertThat(offered.named()).isEqualTo(Map.of("licence", 2));
        assertThat(offered.gpus().ids()).containsExactly("0");
        assertThat(OfferedResources.of(null, Map.of()).named()).isEmpty();
        assertThatThrownBy(() -> OfferedResources.of("licence", Map.of()))
                .hasMessageContaining("--resources: 'licence' is not NAME=NUMBER");
    }
}
