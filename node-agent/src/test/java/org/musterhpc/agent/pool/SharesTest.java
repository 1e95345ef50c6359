package org.musterhpc.agent.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.musterhpc.agent.pool.Shares.Claim;

class SharesTest {
    private static final int PLENTY = 1000;

    @Test
    void oneCampaignHasAll() {
        assertThat(new Shares(8).divide(List.of(claim("a", 0, PLENTY)))).containsEntry("a", 8);
    }

    @Test
    void nobodyGetsAnythingWhereNobodyIs() {
        assertThat(new Shares(8).divide(List.of())).isEmpty();
    }

    @Test
    void equalsShareAlike() {
        assertThat(new Shares(9).divide(List.of(claim("a", 0, PLENTY), claim("b", 0, PLENTY), claim("c", 0, PLENTY))))
                .isEqualTo(Map.of("a", 3, "b", 3, "c", 3));
    }

    @Test
    void whoWantsLittleLeavesTheRestToTheOthers() {
        assertThat(new Shares(8).divide(List.of(claim("a", 0, 1), claim("b", 0, PLENTY))))
                .isEqualTo(Map.of("a", 1, "b", 7));
    }

    @Test
    void higherPriorityGoesFirstAndTheOthersGetWhatItLeaves() {
        assertThat(new Shares(4).divide(List.of(claim("low", 0, PLENTY), claim("high", 5, 3))))
                .isEqualTo(Map.of("high", 3, "low", 1));
        assertThat(new Shares(4).divide(List.of(claim("low", 0, PLENTY), claim("high", 5, PLENTY))))
                .isEqualTo(Map.of("high", 4, "low", 0));
    }

    @Test
    void slotsGoToWhomHasTheFewestInTheWholePool() {
        Claim spread = new Claim("a", 0, 0, PLENTY, 1, 10);
        assertThat(new Shares(4).divide(List.of(spread, claim("b", 0, PLENTY)))).isEqualTo(Map.of("a", 0, "b", 4));
    }

    @Test
    void aShareIsOfUseToWideTasks() {
        Claim wide = new Claim("wide", 0, 0, 400, 4, 0);
        Map<String, Integer> shares = new Shares(8).divide(List.of(wide, claim("a", 0, PLENTY)));
        assertThat(shares).isEqualTo(Map.of("a", 4, "wide", 4));
    }

    @Test
    void whatNobodyWantsGoesRoundOnceMore() {
        Claim running = new Claim("a", 0, 2, 0, 1, 0);
        assertThat(new Shares(8).divide(List.of(running))).containsEntry("a", 8);
    }

    @Test
    void neverMoreIsGivenOutThanThereIs() {
        Random random = new Random(20);
        for (int round = 0; round < 5_000; round++) {
            int total = 1 + random.nextInt(64);
            List<Claim> claims = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                claims.add(new Claim(
                        "c" + i,
                        random.nextInt(3),
                        random.nextInt(4),
                        random.nextInt(20),
                        1 + random.nextInt(9),
                        random.nextInt(30)));
            }
            Map<String, Integer> shares = new Shares(total).divide(claims);
            assertThat(shares).hasSameSizeAs(claims);
            assertThat(shares.values()).allMatch(share -> share >= 0);
            assertThat(shares.values().stream().mapToInt(Integer::intValue).sum())
                    .isLessThanOrEqualTo(total);
        }
    }

    private static Claim claim(String campaign, int priority, long waiting) {
        return new Claim(campaign, priority, 0, waiting, 1, 0);
    }
}
