package org.musterhpc.agent.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.musterhpc.agent.pool.Shares.Claim;

class SharesTest {
    private static final int PLENTY = 1000;
    private long seconds;

    private Shares shares(int total) {
        return shares(total, "one");
    }

    private Shares shares(int total, String agent) {
        return new Shares(total, agent, () -> seconds * 1_000_000_000);
    }

    @Test
    void oneCampaignHasAll() {
        assertThat(shares(8).divide(List.of(claim("a", 0, PLENTY)))).containsEntry("a", 8);
    }

    @Test
    void nobodyGetsAnythingWhereNobodyIs() {
        assertThat(shares(8).divide(List.of())).isEmpty();
    }

    @Test
    void equalsShareAlike() {
        assertThat(shares(9).divide(List.of(claim("a", 0, PLENTY), claim("b", 0, PLENTY), claim("c", 0, PLENTY))))
                .isEqualTo(Map.of("a", 3, "b", 3, "c", 3));
    }

    @Test
    void whoWantsLittleLeavesTheRestToTheOthers() {
        assertThat(shares(8).divide(List.of(claim("a", 0, 1), claim("b", 0, PLENTY))))
                .isEqualTo(Map.of("a", 1, "b", 7));
    }

    @Test
    void higherPriorityGoesFirstAndTheOthersGetWhatItLeaves() {
        assertThat(shares(4).divide(List.of(claim("low", 0, PLENTY), claim("high", 5, 3))))
                .isEqualTo(Map.of("high", 3, "low", 1));
        assertThat(shares(4).divide(List.of(claim("low", 0, PLENTY), claim("high", 5, PLENTY))))
                .isEqualTo(Map.of("high", 4, "low", 0));
    }

    @Test
    void slotsGoToWhomHasTheFewestInTheWholePool() {
        Claim spread = new Claim("a", 0, 0, PLENTY, 1, 10, false);
        assertThat(shares(4).divide(List.of(spread, claim("b", 0, PLENTY)))).isEqualTo(Map.of("a", 0, "b", 4));
    }

    /** One place, and nobody has more running elsewhere than another. */
    @Test
    void noneOfManyWaitsForAnothersEndThoughThereIsOnePlace() {
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            claims.add(claim("c" + i, 0, PLENTY));
        }
        Set<String> served = new HashSet<>();
        for (seconds = 0; seconds < 3_000; seconds++) {
            shares(1).divide(claims).forEach((name, share) -> {
                if (share > 0) {
                    served.add(name);
                }
            });
        }
        assertThat(served).hasSize(20);
    }

    @Test
    void agentsThatSeeTheSameDoNotAllTakeTheSame() {
        List<Claim> claims = List.of(claim("a", 0, PLENTY), claim("b", 0, PLENTY), claim("c", 0, PLENTY));
        Map<String, Integer> taken = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            shares(1, "agent-" + i).divide(claims).forEach((name, share) -> taken.merge(name, share, Integer::sum));
        }
        assertThat(taken.values()).allMatch(share -> share > 60);
    }

    /** Two of three places for one of two campaigns: to open the other gains nothing, but it must not be so to the end. */
    @Test
    void whoRunsHereKeepsItsPlaceMostOfTheTime() {
        List<Claim> claims =
                List.of(new Claim("a", 0, 0, PLENTY, 1, 1, true), new Claim("b", 0, 0, PLENTY, 1, 1, false));
        int stayed = 0;
        int rounds = 600;
        for (int round = 0; round < rounds; round++, seconds += 10) {
            stayed += shares(1).divide(claims).get("a");
        }
        assertThat(stayed).isBetween(rounds * 3 / 4, rounds - 10);
    }

    @Test
    void whoRunsNowhereElseGivesItsPlaceToWhomRunsNowhereAtAll() {
        List<Claim> claims =
                List.of(new Claim("a", 0, 0, PLENTY, 1, 0, true), new Claim("b", 0, 0, PLENTY, 1, 0, false));
        Set<String> served = new HashSet<>();
        for (; seconds < 300; seconds += 10) {
            shares(1).divide(claims).forEach((name, share) -> served.addAll(share > 0 ? Set.of(name) : Set.of()));
        }
        assertThat(served).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aShareIsOfUseToWideTasks() {
        Claim wide = new Claim("wide", 0, 0, 400, 4, 0, false);
        Map<String, Integer> shares = shares(8).divide(List.of(wide, claim("a", 0, PLENTY)));
        assertThat(shares).isEqualTo(Map.of("a", 4, "wide", 4));
    }

    @Test
    void whatNobodyWantsGoesRoundOnceMore() {
        Claim running = new Claim("a", 0, 2, 0, 1, 0, true);
        assertThat(shares(8).divide(List.of(running))).containsEntry("a", 8);
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
                        random.nextInt(30),
                        random.nextBoolean()));
            }
            Map<String, Integer> shares = shares(total).divide(claims);
            assertThat(shares).hasSameSizeAs(claims);
            assertThat(shares.values()).allMatch(share -> share >= 0);
            assertThat(shares.values().stream().mapToInt(Integer::intValue).sum())
                    .isLessThanOrEqualTo(total);
        }
    }

    private static Claim claim(String campaign, int priority, long waiting) {
        return new Claim(campaign, priority, 0, waiting, 1, 0, false);
    }
}
