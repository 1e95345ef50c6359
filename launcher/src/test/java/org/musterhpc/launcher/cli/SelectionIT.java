package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.policy.RetryPolicy;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.RedisServer;

/** Every command about tasks takes the same selection; what is sent again may be changed by hand. The test is the agent. */
class SelectionIT {
    private static final Map<String, Outcome> ENDS =
            Map.of("fit/a", Outcome.OK, "fit/b", Outcome.WALLTIME, "fit/c", Outcome.OOM, "fit/d", Outcome.EXIT);
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]*)\"");

    @TempDir
    Path folder;

    private RedisServer redis;
    private Desk desk;

    @BeforeEach
    void endFourOfSix() throws IOException {
        redis = RedisServer.start("appendonly yes");
        desk = new Desk(folder.resolve("home")).at(redis.url());
        Files.writeString(
                folder.resolve("pairs.csv"),
                "id,pair,site,level\na,p,north,0.10\nb,q,north,0.2\nc,r,south,0.3\nd,s,south,0.1\ne,t,north,0.1\nf,u,south,0.1\n");
        Path file = Files.writeString(folder.resolve("fits.yml"), """
                stages:
                  fit:
                    command: ./fit {{pair}} {{level}} --tolerance {{tolerance}} --steps {{steps}}
                    tasks: {csv: pairs.csv}
                    walltime: 10m
                    ladder: [{tolerance: 0.01, steps: 5}, {tolerance: 0.02, steps: 9}]
                    retry: {on: {exit: never, walltime: never, oom: never}}
                  sum:
                    after: fit
                    command: ./sum {{pair}}
                """);
        assertThat(desk.types("submit", file.toString(), "--stage-only"))
                .as(desk.err())
                .isZero();
        work(4);
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void listingsAndResultsTakeTheSameSelection() {
        assertThat(ids("tasks", "--outcome", "WALLTIME,OOM")).containsExactly("fit/b", "fit/c");
        assertThat(ids("tasks", "--state", "dead", "--where", "site=south")).containsExactly("fit/c", "fit/d");
        assertThat(ids("tasks", "--stage", "fit", "--where", "level=0.1"))
                .as("a number is the same whichever way it is written")
                .containsExactlyInAnyOrder("fit/a", "fit/d", "fit/e", "fit/f");
        assertThat(ids("tasks", "--where", "tolerance=0.01", "--where", "key=e"))
                .as("values of the ladder, and names that each task has")
                .containsExactly("fit/e");
        assertThat(ids("tasks", "fit/d", "fit/a", "--state", "DONE")).containsExactly("fit/a");
        assertThat(ids("results", "--where", "site=north")).containsExactly("fit/a", "fit/b");
        assertThat(ids("results", "fit/c", "fit/e")).as("of what has ended").containsExactly("fit/c");
        assertThat(desk.types("results", "fits", "--format", "csv", "--outcome", "EXIT"))
                .isZero();
        assertThat(desk.out()).hasLineCount(2).contains("fit/d,fit,DEAD,EXIT,3");
    }

    @Test
    void whatFailedInOneWayIsSentAgainWithOtherWalltimeMemoryAndParameters() {
        assertThat(desk.types(
                        "retry",
                        "fits",
                        "--no-run",
                        "--json",
                        "--outcome",
                        "WALLTIME,OOM",
                        "--set",
                        "walltime=2h",
                        "--set",
                        "memory=8G",
                        "--set",
                        "tolerance=0.05"))
                .isZero();
        assertThat(desk.out()).contains("\"requeued\":2");
        assertThat(ids("tasks", "--state", "DEAD")).containsExactly("fit/d");
        try (Queues queues = Queues.connect(address());
                WorkQueue agent = queues.work("fits", info(), Duration.ZERO)) {
            Campaign campaign = agent.campaign();
            List<Lease> leases = claim(agent, 9);
            assertThat(leases).hasSize(4);
            for (Lease lease : leases) {
                Map<String, ?> params = Parameters.of("fits", lease.message(), campaign.stage("fit"), lease.attempt());
                boolean again = lease.id().equals("fit/b") || lease.id().equals("fit/c");
                assertThat(params.get("tolerance")).hasToString(again ? "0.05" : "0.01");
                assertThat(params.get("steps"))
                        .as("the rest of the ladder's step stays as it was")
                        .hasToString("5");
                assertThat(lease.walltime()).isEqualTo(again ? Duration.ofHours(2) : Duration.ofMinutes(10));
                assertThat(lease.message().needs().memory()).isEqualTo(again ? Long.valueOf(8L << 30) : null);
                assertThat(CampaignKey.kept(new MusterHome(folder.resolve("home")), "fits")
                                .signed("fit", lease.message()))
                        .as("by its owner")
                        .isTrue();
            }
        }
        assertThat(desk.types("show", "fits", "fit/b")).isZero();
        assertThat(desk.out()).contains("walltime    02:00:00", "tolerance   0.05", "attempt 1");
        assertThat(desk.types("rollcall", "fits", "--deep")).isZero();
    }

    @Test
    void whatIsMeantIsCancelledAndNothingElse() {
        assertThat(desk.types("cancel", "fits", "--stage", "fit", "--where", "site=north", "--json"))
                .isZero();
        assertThat(desk.out()).contains("\"cancelled\":1");
        assertThat(desk.types("cancel", "fits", "--outcome", "OOM", "--json")).isZero();
        assertThat(desk.out()).contains("\"cancelled\":1");
        assertThat(ids("tasks", "--state", "CANCELLED")).containsExactly("fit/c", "fit/e");
        assertThat(ids("tasks", "--state", "PENDING")).contains("fit/f");
        assertThat(desk.types("retry", "fits", "--no-run", "--state", "CANCELLED", "--where", "pair=t", "--json"))
                .isZero();
        assertThat(desk.out()).contains("\"requeued\":1");
        assertThat(desk.types("rollcall", "fits", "--deep")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tasks --where sitee=south|no task of fits has a parameter 'sitee'|did you mean: site",
                "tasks --where =south|'=south' is no condition|NAME=VALUE",
                "tasks --where site=south --where site=north|nothing is south and north at once|one of them",
                "results --stage fot|has no stage 'fot'|did you mean: fit",
                "tasks --outcome WALTIME|WALTIME|WALLTIME",
                "retry --no-run --set tolerence=1|has no parameter 'tolerence'|did you mean: tolerance",
                "retry --no-run --set walltime=soon|--set walltime:|for example walltime=2h",
                "retry --no-run --set memory=lots|--set memory:|for example memory=8G",
                "retry --no-run --set tolerance|'tolerance' sets nothing|walltime=2h",
                "retry --no-run --state DONE|only what is DEAD or CANCELLED is sent again|leave the others out",
                "logs --follow fit/a fit/b|--follow and --attempt are about one task, and 2 are named|muster logs CAMPAIGN ID",
            })
    void whatCannotBeMeantIsSaidInALineAndNothingIsChanged(String line) {
        String[] parts = line.split("\\|", -1);
        String[] words = parts[0].split(" ", -1);
        List<String> all = new ArrayList<>(List.of(words));
        all.add(1, "fits");
        String before = state();
        assertThat(desk.types(all.toArray(String[]::new))).isEqualTo(2);
        assertThat(desk.err()).startsWith("muster: ").contains(parts[1]).contains(parts[2]);
        assertThat(state()).isEqualTo(before);
    }

    private String state() {
        assertThat(desk.types("rollcall", "fits", "--json")).isZero();
        return desk.out();
    }

    private List<String> ids(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add(1, "fits");
        all.add("--json");
        assertThat(desk.types(all.toArray(String[]::new))).isZero();
        return ID.matcher(desk.out())
                .results()
                .map(found -> found.group(1))
                .sorted()
                .toList();
    }

    private RedisAddress address() {
        return new RedisAddress(redis.url(), null, null, null, RedisAddress.DEFAULT_PREFIX);
    }

    private static WorkQueue.AgentInfo info() {
        return new WorkQueue.AgentInfo("a1", "local", "here", 1, "", 2, Duration.ofSeconds(30));
    }

    private static List<Lease> claim(WorkQueue agent, int tasks) {
        agent.beat(info(), List.of());
        return agent.exchange(List.of(), List.of(new WorkQueue.Want("fit", tasks)))
                .leases();
    }

    private void work(int tasks) {
        try (Queues queues = Queues.connect(address());
                WorkQueue agent = queues.work("fits", info(), Duration.ZERO)) {
            for (Lease lease : claim(agent, tasks)) {
                Outcome outcome = ENDS.getOrDefault(lease.id(), Outcome.OK);
                Attempt attempt = new Attempt(
                        lease.attempt(),
                        lease.token(),
                        outcome,
                        new Attempt.Detail(outcome == Outcome.EXIT ? 3 : null, null, null),
                        new Attempt.Place("a1", "here", "local", null),
                        lease.claimed(),
                        lease.claimed(),
                        Attempt.Usage.UNKNOWN,
                        null,
                        null);
                RetryPolicy.decide(agent.campaign().stage("fit"), lease, attempt)
                        .ifPresent(report -> agent.exchange(List.of(report), List.of()));
            }
            agent.leave(info());
        }
    }
}
