package org.musterhpc.queue.redis.work;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Halt;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.codec.BadMessageException;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.policy.RetryPolicy;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.work.Reports.Reporter;

/**
 * The protocol once more, in plain Java and one thread: what each call must answer and leave behind. It is written from
 * {@code docs/protocol.md} and {@code Move}, to be compared with what the scripts do; what a person does is {@link IdealPerson}.
 */
final class Ideal {
    final Campaign campaign;
    final Map<String, Places> stages = new LinkedHashMap<>();
    IdealAgents agents = new IdealAgents();
    final IdealFollowers followers = new IdealFollowers(this);
    final IdealDoubles doubles = new IdealDoubles(this);
    /** Attempts that did not succeed, as they are recorded: {@code stage token} → attempt. */
    final Map<String, Attempt> attempts = new HashMap<>();

    long now;
    boolean paused;

    Ideal(Campaign campaign, long now) {
        this.campaign = campaign;
        this.now = now;
        campaign.stages().forEach(stage -> stages.put(stage.name(), new Places()));
    }

    Ideal copy() {
        Ideal copy = new Ideal(campaign, now);
        copy.paused = paused;
        copy.agents = agents.copy();
        copy.attempts.putAll(attempts);
        copy.stages.replaceAll((name, any) -> at(name).copy());
        return copy;
    }

    Places at(String stage) {
        Places places = stages.get(stage);
        if (places == null) {
            throw new IllegalArgumentException("no stage " + stage);
        }
        return places;
    }

    /** The id in the message, or null where there is none; of what cannot be read too. */
    static @Nullable Message read(String body, String fallback) {
        try {
            return MessageCodec.decode(body, fallback);
        } catch (BadMessageException e) {
            return null;
        }
    }

    static boolean counted(String body) {
        return body.startsWith("{\"n\":");
    }

    long push(String stage, List<Message> messages) {
        Places to = at(stage);
        long next = Math.max(1, to.count("next"));
        if (messages.get(0).n() != next) {
            return next - 1;
        }
        for (Message message : messages) {
            followers.place(stage, message, true);
            followers.pushed(stage, message);
        }
        to.add("pushed", messages.size());
        to.counts.put("next", next + messages.size());
        return next + messages.size() - 1;
    }

    void ripen(Places places) {
        List<String> ripe = new ArrayList<>(places.delayed.keySet());
        ripe.removeIf(body -> places.delayed.getOrDefault(body, 0L) > now);
        ripe.sort(Comparator.comparing((String body) -> places.delayed.getOrDefault(body, 0L))
                .thenComparing(body -> body.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
        places.proc.addAll(0, ripe);
        places.delayed.keySet().removeAll(ripe);
        places.add("pending", ripe.size());
    }

    /** Makes pending what is ripe, and seals what can have no more, in all stages. */
    void tend() {
        stages.values().forEach(this::ripen);
        followers.sealBrought();
    }

    /** What the only claim of an exchange is answered. */
    record Claimed(Mood mood, List<Lease> leases) {}

    Claimed claim(String agent, Claims.Numbered asked, Want want) {
        if (!agents.leased(agent, now)) {
            return new Claimed(Mood.SILENT, List.of());
        }
        String field = agent + " " + asked.number() % 2 + ".1";
        IdealAgents.Given before = agents.answers.get(field);
        if (before != null && before.number() > asked.number()) {
            return new Claimed(Mood.OPEN, List.of());
        }
        Places places = at(want.stage());
        if (before != null && before.number() == asked.number()) {
            List<Lease> again = new ArrayList<>();
            for (Lease lease : before.leases()) {
                String record = places.working.get(lease.id());
                if (record == null || !record.startsWith(lease.token() + " ")) {
                    continue;
                }
                // Nobody has begun it: its walltime is from now on.
                long deadline = now + lease.walltime().toMillis();
                String body = Rig.working(record).body();
                places.working.put(lease.id(), lease.token() + " " + agent + " " + now + " " + deadline + " " + body);
                places.expiry.put(lease.id(), deadline + Rig.GRACE.toMillis());
                again.add(new Lease(
                        lease.stage(), lease.message(), lease.token(), Instant.ofEpochMilli(now), lease.walltime()));
            }
            return new Claimed(Mood.OPEN, again);
        }
        boolean idle =
                places.delayed.values().stream().noneMatch(ripe -> ripe <= now) && (paused || places.proc.isEmpty());
        IdealRoom room = new IdealRoom(this, campaign.stage(want.stage()));
        Mood mood = paused ? Mood.PAUSED : !idle && room.free() <= 0 ? room.why() : Mood.OPEN;
        if (!idle && room.free() <= 0 && !asked.again()) {
            return new Claimed(mood, List.of());
        }
        List<Lease> leases = claim(agent, want, room);
        if (!idle || asked.again()) {
            agents.answers.put(field, new IdealAgents.Given(asked.number(), leases));
        }
        return new Claimed(mood, leases);
    }

    private List<Lease> claim(String agent, Want want, IdealRoom room) {
        Places places = at(want.stage());
        ripen(places);
        List<Lease> leases = new ArrayList<>();
        if (paused) {
            return leases;
        }
        Stage stage = campaign.stage(want.stage());
        List<String> unfit = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        int most = Math.min(want.most(), room.free());
        while (!places.proc.isEmpty() && taken.size() < most) {
            String body = places.proc.remove(0);
            if (body.isEmpty()) {
                places.countBlanks();
                continue;
            }
            (fits(body, want.offer().rest()) ? taken : unfit).add(body);
        }
        places.proc.addAll(unfit);
        if (!taken.isEmpty()) {
            places.add("token", Math.max(0, now * 1_000 - places.count("token")));
        }
        for (String body : taken) {
            if (counted(body)) {
                places.add("pending", -1);
            } else {
                places.add("pushed", 1);
            }
            places.add("token", 1);
            long token = places.count("token");
            Message message = read(body, stage.name() + "/f" + token);
            if (message == null || known(places, message.id())) {
                String id = (message == null ? stage.name() + "/bad" : message.id()) + "~" + token;
                places.bury(id, token + " raw");
                places.add("out:BAD_MESSAGE", 1);
                continue;
            }
            Duration walltime = message.needs().walltime();
            walltime = walltime == null ? stage.limits().walltime() : walltime;
            long deadline = now + walltime.toMillis();
            places.working.put(message.id(), token + " " + agent + " " + now + " " + deadline + " " + body);
            places.expiry.put(message.id(), deadline + Rig.GRACE.toMillis());
            leases.add(new Lease(stage.name(), message, token, Instant.ofEpochMilli(now), walltime));
        }
        room.spend(leases.size());
        return leases;
    }

    private static boolean fits(String body, @Nullable Duration rest) {
        Message message = rest == null ? null : read(body, "?");
        Duration walltime = message == null ? null : message.needs().walltime();
        return walltime == null || rest == null || walltime.compareTo(rest) <= 0;
    }

    private static boolean known(Places places, String id) {
        return places.working.containsKey(id)
                || places.index.containsKey(id)
                || places.dead.containsKey(id)
                || places.cancelled.containsKey(id);
    }

    Mood mood(List<Want> wants, @Nullable Claimed claimed, List<Report> reports) {
        // Whoever reports a failure hears of a halt with the answer to that.
        boolean told = paused
                && reports.stream().anyMatch(report -> report instanceof Report.Retry || report instanceof Report.Bury);
        if (wants.isEmpty() || claimed == null) {
            return told ? Mood.PAUSED : Mood.OPEN;
        }
        if (told && claimed.mood() == Mood.OPEN) {
            return Mood.PAUSED;
        }
        boolean complete = claimed.mood() == Mood.OPEN
                && claimed.leases().isEmpty()
                && stages.values().stream().allMatch(Ideal::still);
        return complete ? Mood.COMPLETE : claimed.mood();
    }

    static boolean still(Places places) {
        return places.count("sealed") == 1
                && Places.withoutBlanks(places.proc).isEmpty()
                && places.delayed.isEmpty()
                && places.working.isEmpty();
    }

    /** Answers report by report; a stage's are taken kind by kind: finish, retry, bury, give back. */
    List<Answer> report(List<Report> reports, Reporter reporter) {
        Answer[] answers = new Answer[reports.size()];
        for (String stage : reports.stream()
                .map(report -> report.lease().stage())
                .distinct()
                .toList()) {
            for (Class<?> kind :
                    List.of(Report.Finish.class, Report.Retry.class, Report.Bury.class, Report.GiveBack.class)) {
                // What is given back goes to the head one by one, so from the last to the first.
                boolean backwards = kind == Report.GiveBack.class;
                for (int i = 0; i < reports.size(); i++) {
                    int at = backwards ? reports.size() - 1 - i : i;
                    Report report = reports.get(at);
                    if (kind.isInstance(report) && report.lease().stage().equals(stage)) {
                        answers[at] = report(report, reporter);
                    }
                }
            }
        }
        return Arrays.asList(answers);
    }

    private Answer report(Report report, Reporter reporter) {
        Lease lease = report.lease();
        Places places = at(lease.stage());
        String id = lease.id();
        String record = places.working.get(id);
        boolean mine = record != null && record.startsWith(lease.token() + " ");
        if (mine && reporter == Reporter.LAPSE) {
            mine = agents.ends(record, places.expiry.get(id)) <= now;
        }
        boolean second = doubles.counts(places, lease);
        if (second && report instanceof Report.GiveBack) {
            places.doubles.remove(id);
            return Answer.ACCEPTED;
        }
        if (record == null || !(mine || (second && report instanceof Report.Finish))) {
            if (second && reporter == Reporter.HOLDER) {
                IdealDoubles.failed(places, id);
            }
            return refuse(report, reporter, places);
        }
        if (second) {
            agents.revoke(record);
        } else {
            doubles.tell(places, id);
        }
        if (report instanceof Report.Finish || report instanceof Report.Bury) {
            places.doubles.remove(id);
        }
        places.working.remove(id);
        places.expiry.remove(id);
        if (reporter != Reporter.HOLDER) {
            agents.revoke(record);
        }
        if (report instanceof Report.Finish finish) {
            places.done.add(id + " " + lease.token());
            places.index.put(id, Long.toString(lease.token()));
            places.add("out:OK", 1);
            followers.over(lease.stage(), id, body(record), true);
            followers.bring(finish.ending());
        } else if (report instanceof Report.Retry retry) {
            places.delayed.put(
                    MessageCodec.encode(retry.next()), now + retry.delay().toMillis());
            attempts.put(lease.stage() + " " + lease.token(), retry.attempt());
            places.history.merge(id, Long.toString(lease.token()), (past, token) -> past + " " + token);
            places.add("out:" + retry.attempt().outcome(), 1);
            failed(places, report, reporter);
        } else if (report instanceof Report.Bury bury) {
            attempts.put(lease.stage() + " " + lease.token(), bury.ending().last());
            places.bury(
                    id, lease.token() + " " + MessageCodec.encode(bury.ending().message()));
            places.add("out:" + bury.ending().last().outcome(), 1);
            failed(places, report, reporter);
            tooManyDead(places, campaign.stage(lease.stage()).halt());
            followers.over(lease.stage(), id, body(record), false);
        } else if (report instanceof Report.GiveBack back) {
            places.proc.add(0, MessageCodec.encode(back.next()));
            places.add("pending", 1);
        }
        return Answer.ACCEPTED;
    }

    /** Stops all claiming where so many have failed, all alike and none was done. */
    private void failed(Places places, Report report, Reporter reporter) {
        Stage stage = campaign.stage(report.lease().stage());
        String like = reporter == Reporter.HOLDER ? RetryPolicy.hopeless(stage, report) : "";
        if (like.isEmpty() || stage.halt().alike() == 0 || places.count("out:OK") > 0 || places.count("alike") < 0) {
            return;
        }
        boolean other = !places.alikeAs.isEmpty() && !places.alikeAs.equals(like);
        long number = places.count("alike") + 1;
        boolean reached = !other && number >= stage.halt().alike();
        places.counts.remove("alike");
        places.add("alike", other ? -1 : reached ? 0 : number);
        places.alikeAs = like;
        paused |= reached;
    }

    private void tooManyDead(Places places, Halt halt) {
        long since = places.dead.size() - places.count("halted_at");
        boolean many = halt.failures() > 0 && since >= halt.failures();
        boolean share = halt.percent() > 0
                && (places.count("sealed") == 1 || since >= 25)
                && since * 100 >= halt.percent() * places.count("pushed");
        if (many || share) {
            places.counts.put("halted_at", (long) places.dead.size());
            paused = true;
        }
    }

    private static String body(@Nullable String record) {
        return record == null ? "" : Rig.working(record).body();
    }

    private static Answer refuse(Report report, Reporter reporter, Places places) {
        String id = report.lease().id();
        String token = Long.toString(report.lease().token());
        boolean said = (report instanceof Report.Finish && token.equals(places.index.get(id)))
                || (report instanceof Report.Retry
                        && Arrays.asList(places.history.getOrDefault(id, "").split(" ", -1))
                                .contains(token))
                || (report instanceof Report.Bury
                        && places.dead.getOrDefault(id, "").startsWith(token + " "));
        if (said && (reporter == Reporter.HOLDER || report instanceof Report.Finish)) {
            return Answer.ALREADY;
        }
        if (reporter == Reporter.HOLDER && !(report instanceof Report.GiveBack)) {
            places.add("late", 1);
        }
        return Answer.STALE;
    }

    /** The leases of these that are the agent's no more. */
    List<Lease> lost(List<Lease> leases) {
        return leases.stream().filter(lease -> !holds(lease)).toList();
    }

    boolean holds(Lease lease) {
        String record = at(lease.stage()).working.get(lease.id());
        return (record != null && record.startsWith(lease.token() + " ")) || doubles.counts(at(lease.stage()), lease);
    }
}
