package org.musterhpc.queue.redis.work;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.model.Halt;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.codec.AttemptCodec;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.policy.RetryPolicy;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.DoneItems;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.campaign.Links;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Turns reports into script calls, one a stage and kind, and the scripts' words back into answers. */
final class Reports {
    private final ScriptRunner runner;
    private final CampaignReader.Known known;
    private final Brings brings;

    Reports(ScriptRunner runner, CampaignReader.Known known, Brings brings) {
        this.runner = runner;
        this.known = known;
        this.brings = brings;
    }

    /** A call, and which of the reports it carries, by their place in what was handed in. */
    record Sending(Script.Call call, List<Integer> places) {}

    /** Who speaks: the agent that holds the leases, or somebody who takes them away from it, because they ran out or it is gone. */
    enum Reporter {
        HOLDER,
        LAPSE,
        RELEASE;

        /** The word that the scripts are told; {@code own} where the holder itself reports. */
        String word(String own) {
            return this == HOLDER ? own : name().toLowerCase(Locale.ROOT);
        }
    }

    private enum Kind {
        FINISH,
        RETRY,
        BURY,
        GIVE_BACK
    }

    List<Sending> sendings(List<Report> reports, Reporter reporter) {
        Map<String, Map<Kind, List<Integer>>> groups = new LinkedHashMap<>();
        for (int i = 0; i < reports.size(); i++) {
            Report report = reports.get(i);
            groups.computeIfAbsent(report.lease().stage(), stage -> new EnumMap<>(Kind.class))
                    .computeIfAbsent(kind(report), kind -> new ArrayList<>())
                    .add(i);
        }
        List<Sending> sendings = new ArrayList<>();
        groups.forEach((stage, kinds) -> kinds.forEach((kind, places) -> {
            List<Integer> alone = places.stream()
                    .filter(place -> brings.any(reports.get(place)))
                    .toList();
            alone.forEach(place -> sendings.add(sending(stage, kind, List.of(place), reports, reporter)));
            List<Integer> together =
                    places.stream().filter(place -> !alone.contains(place)).toList();
            if (!together.isEmpty()) {
                sendings.add(sending(stage, kind, together, reports, reporter));
            }
        }));
        return sendings;
    }

    private Sending sending(String stage, Kind kind, List<Integer> places, List<Report> reports, Reporter reporter) {
        List<Report> some = places.stream().map(reports::get).toList();
        return new Sending(call(stage, kind, some, reporter), places);
    }

    static List<Answer> answers(List<Sending> sendings, List<ScriptRunner.Result> results, int reports) {
        Answer[] answers = new Answer[reports];
        for (int i = 0; i < sendings.size(); i++) {
            ScriptRunner.Result result = results.get(i);
            List<Integer> places = sendings.get(i).places();
            for (int j = 0; j < places.size(); j++) {
                answers[places.get(j)] = result.refusal() != null
                        ? Answer.REFUSED
                        : Answer.valueOf((String) ((List<?>) result.answer()).get(j));
            }
        }
        return Arrays.asList(answers);
    }

    /** Whether an answer says that nothing more is to be begun. */
    static boolean paused(List<Sending> sendings, List<ScriptRunner.Result> results) {
        for (int i = 0; i < sendings.size(); i++) {
            ScriptRunner.Result result = results.get(i);
            if (result.refusal() == null
                    && result.answer() instanceof List<?> words
                    && words.size() > sendings.get(i).places().size()) {
                return true;
            }
        }
        return false;
    }

    private static Kind kind(Report report) {
        if (report instanceof Report.Finish) {
            return Kind.FINISH;
        }
        if (report instanceof Report.Retry) {
            return Kind.RETRY;
        }
        return report instanceof Report.Bury ? Kind.BURY : Kind.GIVE_BACK;
    }

    private Script.Call call(String stage, Kind kind, List<Report> reports, Reporter reporter) {
        Keys keys = known.keys();
        List<String> args = new ArrayList<>();
        args.add(runner.time());
        switch (kind) {
            case FINISH -> {
                return finish(stage, reports);
            }
            case GIVE_BACK -> {
                reports.forEach(report -> item(args, report, MessageCodec.encode(((Report.GiveBack) report).next())));
                return Script.GIVE_BACK.on(
                        List.of(
                                keys.campaign(),
                                keys.working(stage),
                                keys.expiry(stage),
                                keys.proc(stage),
                                keys.counts(stage),
                                keys.doubles(stage),
                                keys.revoked()),
                        args);
            }
            case RETRY -> {
                args.add(reporter.word("retry"));
                args.add(stage);
                args.add(Integer.toString(halt(stage).alike()));
                reports.forEach(report -> retry(args, (Report.Retry) report, alike(report, reporter)));
                return Script.RETRY.on(
                        List.of(
                                keys.campaign(),
                                keys.working(stage),
                                keys.expiry(stage),
                                keys.delayed(stage),
                                keys.counts(stage),
                                keys.history(stage),
                                keys.late(stage),
                                keys.events(),
                                keys.dead(stage),
                                keys.beats(),
                                keys.revoked(),
                                keys.doubles(stage)),
                        args);
            }
            case BURY -> {
                Links links = Links.of(known, stage);
                args.add(reporter.word("bury"));
                args.add(links.frees());
                Halt halt = halt(stage);
                args.add(Integer.toString(halt.alike()));
                args.add(Long.toString(halt.failures()));
                args.add(Integer.toString(halt.percent()));
                reports.forEach(report -> bury(args, (Report.Bury) report, alike(report, reporter)));
                List<String> keyList = links.withFrees(
                        keys.campaign(),
                        keys.working(stage),
                        keys.expiry(stage),
                        keys.dead(stage),
                        keys.counts(stage),
                        keys.pace(stage),
                        keys.late(stage),
                        keys.events(),
                        keys.cancelled(stage),
                        keys.beats(),
                        keys.revoked(),
                        keys.index(stage),
                        keys.ended(stage),
                        keys.doubles(stage));
                return Script.BURY.on(keyList, args);
            }
        }
        throw new IllegalStateException(kind.toString());
    }

    private Script.Call finish(String stage, List<Report> reports) {
        Keys keys = known.keys();
        Links links = Links.of(known, stage);
        List<String> keyList = new ArrayList<>(links.withFrees(
                keys.campaign(),
                keys.working(stage),
                keys.expiry(stage),
                keys.done(stage),
                keys.index(stage),
                keys.counts(stage),
                keys.pace(stage),
                keys.late(stage),
                keys.places(),
                keys.runs(stage),
                keys.dead(stage),
                keys.cancelled(stage),
                keys.doubles(stage),
                keys.revoked()));
        List<String> args = new ArrayList<>(List.of(runner.time(), links.frees(), Integer.toString(reports.size())));
        Stage its = known.campaign().stage(stage);
        DoneItems items = new DoneItems();
        for (Report report : reports) {
            Lease lease = report.lease();
            items.add(List.of(lease.id(), Long.toString(lease.token())), ((Report.Finish) report).ending(), its);
        }
        args.addAll(items.args());
        if (!keys.completed().isEmpty()) {
            reports.forEach(report -> args.add(EndingCodec.encode(((Report.Finish) report).ending())));
        }
        if (brings.any(reports.get(0))) {
            brings.add(((Report.Finish) reports.get(0)).ending(), keyList, args);
        }
        return Script.FINISH.on(keyList, args);
    }

    private static void item(List<String> args, Report report, String body) {
        Lease lease = report.lease();
        args.add(lease.id());
        args.add(Long.toString(lease.token()));
        args.add(body);
    }

    private Halt halt(String stage) {
        return known.campaign().stage(stage).halt();
    }

    /** How an attempt failed, where that may be so with all of the stage; else empty. */
    private String alike(Report report, Reporter reporter) {
        return reporter == Reporter.HOLDER
                ? RetryPolicy.hopeless(known.campaign().stage(report.lease().stage()), report)
                : "";
    }

    private static void retry(List<String> args, Report.Retry report, String alike) {
        item(args, report, MessageCodec.encode(report.next()));
        args.add(Long.toString(report.delay().toMillis()));
        args.add(AttemptCodec.encode(report.attempt()));
        args.add(report.attempt().outcome().name());
        args.add(alike);
    }

    private static void bury(List<String> args, Report.Bury report, String alike) {
        item(args, report, EndingCodec.encode(report.ending()));
        args.add(report.ending().last().outcome().name());
        args.add(alike);
    }
}
