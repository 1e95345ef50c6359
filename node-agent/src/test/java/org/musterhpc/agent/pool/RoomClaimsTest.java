package org.musterhpc.agent.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.agent.room.Room;
import org.musterhpc.queue.Pool.Demand;

class RoomClaimsTest {
    private static final Resources ONE = new Resources(1, 100);

    private final SharedRoom room = new SharedRoom(new Resources(1, 1000), System::nanoTime);
    private final Room a = room.part("a", () -> {});
    private final RoomClaims claims = new RoomClaims(room);

    private void counted(long runningOfA, long runningOfB) {
        claims.counted(List.of(new Demand("a", 0, 9, 1, runningOfA), new Demand("b", 0, 9, 1, runningOfB)));
    }

    private Shares.Claim ofA() {
        Shares.Claim claim = claims.of(Set.of(), Set.of("a")).get("a");
        assertThat(claim).isNotNull();
        return claim;
    }

    @Test
    void whatRunsHereDoesNotRunElsewhere() {
        a.take(ONE, 0);
        counted(3, 0);
        assertThat(ofA()).isEqualTo(new Shares.Claim("a", 0, 1, 9, 1, 2, true));
    }

    @Test
    void whatHasEndedHereSinceTheCountDoesNotRunElsewhereEither() {
        a.take(ONE, 0);
        counted(1, 1);
        a.give(ONE, List.of());
        assertThat(ofA().elsewhere()).isZero();
        assertThat(ofA().here()).isTrue();
        counted(1, 1); // perhaps counted before it ended
        assertThat(ofA().elsewhere()).isZero();
        counted(1, 1);
        assertThat(ofA().elsewhere()).isEqualTo(1);
        assertThat(ofA().here()).isFalse();
    }

    @Test
    void whereThePoolRunsFewerThanItHasCampaignsThePlaceGoesOn() {
        a.take(ONE, 0);
        counted(1, 0);
        a.give(ONE, List.of());
        assertThat(ofA().elsewhere()).isEqualTo(1);
    }

    @Test
    void whoRangWantsSomethingAndWhoIsOpenIsKnown() {
        counted(0, 0);
        Map<String, Shares.Claim> all = claims.of(Set.of("rung"), Set.of("open"));
        assertThat(all).containsOnlyKeys("a", "b", "rung", "open");
        assertThat(all.get("rung")).extracting(Shares.Claim::waiting).isEqualTo(1L);
        assertThat(all.get("open")).extracting(Shares.Claim::waiting).isEqualTo(0L);
    }
}
