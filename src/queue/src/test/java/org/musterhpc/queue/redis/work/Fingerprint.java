package org.musterhpc.queue.redis.work;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lane;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.read.Finder;
import org.musterhpc.queue.redis.read.Replies;

/**
 * What a state is for all that can follow from it: the same for two states that differ only in how late it is and in the
 * tokens that were given. Counts of what is past are left out.
 */
final class Fingerprint {
    /** A deadline longer past than this is as good as any other. */
    private static final long LONG_AGO = -Rig.GRACE.toMillis() - 1;

    private final World.State state;
    private final StringBuilder text = new StringBuilder(1_000);
    /** Tokens that somebody may still name, by stage, in their order. */
    private final TreeSet<String> named = new TreeSet<>();

    private Fingerprint(World.State state) {
        this.state = state;
    }

    static String of(World.State state) {
        Fingerprint print = new Fingerprint(state);
        print.names();
        print.queues();
        print.people();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(print.text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String key(String stage, long token) {
        String digits = Long.toString(token);
        return stage + " " + "0".repeat(Math.max(0, 20 - digits.length())) + digits;
    }

    private void names() {
        state.ideal.stages.forEach((stage, places) -> places.working
                .values()
                .forEach(record -> named.add(key(stage, Rig.working(record).token()))));
        state.agents.forEach(member -> member.holds.forEach(
                hold -> named.add(key(hold.lease().stage(), hold.lease().token()))));
        state.ideal.stages.forEach((stage, places) -> places.doubles
                .values()
                .forEach(text ->
                        named.add(key(stage, IdealDoubles.Second.read(text).token()))));
        state.ideal
                .agents
                .answers
                .values()
                .forEach(given -> given.leases().forEach(lease -> named.add(key(lease.stage(), lease.token()))));
        state.sent.forEach(
                report -> named.add(key(report.lease().stage(), report.lease().token())));
        state.spotted.forEach(
                lapsed -> named.add(key(lapsed.lease().stage(), lapsed.lease().token())));
        state.told.forEach(lost -> named.add(key(lost.stage(), lost.attempt().token())));
        Finder.Found found = state.found;
        if (found != null && found.view().ending() != null) {
            named.add(key(found.view().stage(), found.view().ending().last().token()));
        }
    }

    private String rank(String stage, long token) {
        String key = key(stage, token);
        return named.contains(key) ? "#" + named.headSet(key).size() : "-";
    }

    private void queues() {
        long now = state.ideal.now;
        text.append(state.ideal.paused);
        state.ideal.stages.forEach((stage, places) -> {
            text.append('\n')
                    .append(places.proc)
                    .append(places.held)
                    .append(places.blocked)
                    .append(places.need)
                    .append(places.brought);
            places.working.forEach((id, record) -> {
                Replies.Working working = Rig.working(record);
                long deadline = Math.max(LONG_AGO, working.deadline().toEpochMilli() - now);
                long expires = Math.max(0, places.expiry.getOrDefault(id, 0L) - now);
                text.append(rank(stage, working.token()))
                        .append(List.of(id, whose(working.agent()), working.body(), deadline, expires));
            });
            places.doubles.forEach((id, text) -> {
                IdealDoubles.Second second = IdealDoubles.Second.read(text);
                text(id, rank(stage, second.first()), rank(stage, second.token()), whose(second.agent()));
            });
            places.delayed.forEach(
                    (body, ripe) -> text.append(body).append(ripe - now).append(' '));
            places.index.forEach((id, token) -> text.append(id).append(rank(stage, Long.parseLong(token))));
            places.dead.forEach((id, record) -> {
                int space = record.indexOf(' ');
                text.append(id)
                        .append(rank(stage, Long.parseLong(record.substring(0, space))))
                        .append(record.substring(space));
            });
            text.append(places.cancelled);
            history(stage, places.history);
            text.append(places.alikeAs);
            for (String name : List.of("pushed", "pending", "next", "sealed", "open", "alike", "halted_at")) {
                text.append(places.count(name)).append(' ');
            }
            long paced = places.count("paced");
            text.append(paced == 0 ? paced : Math.max(-1, paced - now * 1_000));
        });
    }

    private void text(String... words) {
        text.append(List.of(words));
    }

    private void history(String stage, Map<String, String> history) {
        history.forEach((id, tokens) -> {
            List<String> ranks = new ArrayList<>();
            for (String token : tokens.split(" ", -1)) {
                ranks.add(rank(stage, Long.parseLong(token)));
            }
            ranks.removeIf("-"::equals);
            Attempt last = state.ideal.attempts.get(stage + " " + tokens.substring(tokens.lastIndexOf(' ') + 1));
            text.append(id).append(ranks).append(last == null ? "" : last.outcome());
        });
    }

    private void people() {
        text.append('\n')
                .append(state.said)
                .append(state.grown)
                .append(state.foreign)
                .append(state.reporter);
        state.agents.forEach(this::member);
        state.sent.forEach(this::report);
        state.spotted.forEach(lapsed -> text.append(
                        rank(lapsed.lease().stage(), lapsed.lease().token()))
                .append(lapsed.walltimeOver()));
        state.told.forEach(lost -> text.append(rank(lost.stage(), lost.attempt().token()))
                .append(lost.attempt().outcome())
                .append(Amends.text(lost).replaceFirst("\\d+", "")));
        found(state.found);
    }

    private void found(Finder.@Nullable Found found) {
        if (found != null) {
            Ending ending = found.view().ending();
            text.append(found.queue()).append(found.index()).append('/').append(found.length());
            text.append(MessageCodec.encode(found.view().message()));
            text.append(
                    ending == null
                            ? ""
                            : rank(found.view().stage(), ending.last().token()));
        }
    }

    /** Names are new with each crash: it matters only whose place it is, and whether it is still there. */
    private String whose(String agent) {
        for (int i = 0; i < state.agents.size(); i++) {
            if (state.agents.get(i).name.equals(agent)) {
                return "a" + i;
            }
            if (agent.equals(state.agents.get(i).former)) {
                return "former" + i;
            }
        }
        return agent.substring(0, 2) + "long gone"
                + Math.max(0, state.ideal.agents.beats.getOrDefault(agent, 0L) - state.ideal.now);
    }

    private void member(WorldAgents.Member member) {
        IdealAgents agents = state.ideal.agents;
        long now = state.ideal.now;
        text.append('|').append(member.former == null ? "" : "new");
        for (Lane lane : Lane.values()) {
            lane(member, lane);
        }
        text.append(agents.revoked.getOrDefault(member.name, 0L) != member.heard.revoked());
        text.append(member.heard.again()).append(Math.min(6, member.heard.beats()));
        for (String name : member.former == null ? List.of(member.name) : List.of(member.name, member.former)) {
            text.append(Math.max(0, agents.beats.getOrDefault(name, 0L) - now)).append(' ');
        }
        text.append(member.name.equals(agents.tender) ? Math.max(0, agents.tends - now) : -1);
        member.holds.forEach(hold -> {
            text.append(hold.lease().id())
                    .append(rank(hold.lease().stage(), hold.lease().token()));
            report(hold.decided());
        });
    }

    /** What is under way on it, or may arrive late, and what Redis keeps of it. */
    private void lane(WorldAgents.Member member, Lane lane) {
        Claims.Numbered last = member.last(lane);
        Claims.Numbered ghost = member.ghosts.get(lane);
        text.append(last.wants())
                .append(last.again())
                .append(ghost == null ? "" : "ghost" + behind(last, ghost.number()) + ghost.wants());
        IdealAgents.Given given =
                state.ideal.agents.answers.get(member.name + " " + Math.floorMod(last.number(), 2) + ".1");
        if (given != null) {
            text.append(behind(last, given.number()));
            given.leases().forEach(lease -> text.append(lease.id()).append(rank(lease.stage(), lease.token())));
        }
    }

    /** One long before the last is as good as any other. */
    private static long behind(Claims.Numbered last, long number) {
        return Math.min(4, last.number() - number);
    }

    private void report(@Nullable Report report) {
        if (report != null) {
            text.append(report.getClass().getSimpleName())
                    .append(rank(report.lease().stage(), report.lease().token()));
            if (report instanceof Report.Retry retry) {
                text.append(retry.delay()).append(retry.next());
            }
        }
    }
}
