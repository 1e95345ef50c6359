package org.musterhpc.queue.redis.campaign;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.QueueNames;

/**
 * Every key of a campaign, with its Redis type; the list is documented in {@code docs/protocol.md}.
 *
 * @param area before the names of what is being put together aside, else empty; no stage's name begins so
 * @param names under which other programs know the queues of its only stage
 */
public record Keys(String prefix, String campaignName, String area, QueueNames names) {
    private static final String ASIDE = "~";

    public Keys(String prefix, String campaignName) {
        this(prefix, campaignName, "", QueueNames.USUAL);
    }

    /**
     * Aside, in the same slot, where a campaign that is mended is put together before it takes its place: its hash and what
     * {@link #built} names. Its other keys are the campaign's own.
     */
    public Keys aside() {
        return new Keys(prefix, campaignName, ASIDE, names);
    }

    /** The same with queues under other names, or the usual ones. */
    public Keys named(QueueNames others) {
        return new Keys(prefix, campaignName, area, others);
    }

    /** STRING: whose a queue under a name of its own is, as the key of that campaign's hash. */
    static String mark(String queue) {
        return queue + QueueNames.MARK;
    }

    /** All keys of a campaign are in one slot of a cluster. */
    private String own(String name) {
        return prefix + "{" + campaignName + "}:" + name;
    }

    /** HASH: what the campaign's own was before it was taken away, so that nothing moves while it is mended. */
    public String mending() {
        return own(ASIDE + "mending");
    }

    /** ZSET: names of all campaigns, by when they were created. In a slot of its own. */
    public static String campaigns(String prefix) {
        return prefix + "campaigns";
    }

    /** HASH. */
    public String campaign() {
        return own(area + "campaign");
    }

    /** HASH. */
    public String agents() {
        return own("agents");
    }

    /** ZSET: agents, by when their leases end. */
    public String beats() {
        return own("beats");
    }

    /** HASH. */
    public String revoked() {
        return own("revoked");
    }

    /** HASH. */
    public String answers() {
        return own("answers");
    }

    /** STRING. */
    public String tender() {
        return own("tender");
    }

    /** LIST with a time to live. */
    public String bell() {
        return own("bell");
    }

    /** Whatever stood in the place of a key of the agents, and was none of theirs. */
    public String damaged() {
        return own("damaged");
    }

    /** Those of the agents; a campaign without them has lost no task. */
    public List<String> ofAgents() {
        return List.of(agents(), beats(), revoked(), answers(), tender(), bell(), damaged());
    }

    /** HASH: number of a place where tasks ran → what it is, and what it is → its number. */
    public String places() {
        return own("places");
    }

    /** STREAM. */
    public String events() {
        return own("events");
    }

    /** HASH: number of an edition of the campaign → definitions of stages that have changed since. */
    public String editions() {
        return own("editions");
    }

    /** HASH. */
    public String arrays() {
        return own("arrays");
    }

    /** HASH. */
    public String goals() {
        return own("goals");
    }

    /** STRING with a time to live. */
    public String watch(String cluster) {
        return own("watch:" + cluster);
    }

    private String key(String stage, String role) {
        return own(area + stage + ":" + role);
    }

    /** STRING. */
    public String def(String stage) {
        return key(stage, "def");
    }

    /** What is put together aside has names of its own. */
    private String named(@Nullable String name, String usual) {
        return name == null || !area.isEmpty() ? usual : name;
    }

    /** LIST. */
    public String proc(String stage) {
        return named(names.processing(), key(stage, "proc"));
    }

    /** LIST. */
    public String held(String stage) {
        return key(stage, "held");
    }

    /** HASH. */
    public String blocked(String stage) {
        return key(stage, "blocked");
    }

    /** HASH: group → for how many tasks it still waits. */
    public String need(String stage) {
        return key(stage, "need");
    }

    /** ZSET: the tasks for which each group waits, in the order of their numbers; see {@code include-follow.lua}. */
    public String members(String stage) {
        return key(stage, "members");
    }

    /** HASH: task whose result brought some along → how many; group → 1. What stays where it is, so there is none aside. */
    public String brought(String stage) {
        return own(stage + ":brought");
    }

    /** HASH. */
    public String working(String stage) {
        return named(names.working(), key(stage, "working"));
    }

    /** ZSET. */
    public String expiry(String stage) {
        return key(stage, "expiry");
    }

    /** HASH: second attempts at tasks that take long. */
    public String doubles(String stage) {
        return key(stage, "doubles");
    }

    /** ZSET. */
    public String delayed(String stage) {
        return key(stage, "delayed");
    }

    /** STREAM; what has ended stays where it is, so there is none aside. */
    public String done(String stage) {
        return own(stage + ":done");
    }

    /** LIST: records of what ended, for whoever pops them; nothing where no name is given for it. */
    public List<String> completed() {
        String name = names.completed();
        return name == null ? List.of() : List.of(name);
    }

    /** HASH. */
    public String index(String stage) {
        return key(stage, "index");
    }

    /** HASH; as {@link #done}. */
    public String dead(String stage) {
        return own(stage + ":dead");
    }

    /** HASH; as {@link #done}. */
    public String cancelled(String stage) {
        return own(stage + ":cancelled");
    }

    /** STREAM: the dead and the cancelled in the order in which they ended, for whoever watches; as {@link #done}. */
    public String ended(String stage) {
        return own(stage + ":ended");
    }

    /** HASH. */
    public String history(String stage) {
        return key(stage, "history");
    }

    /** LIST. */
    public String late(String stage) {
        return key(stage, "late");
    }

    /** HASH. */
    public String counts(String stage) {
        return key(stage, "counts");
    }

    /** HASH. */
    public String pace(String stage) {
        return key(stage, "pace");
    }

    /** HASH; what was learnt stays where it is, so there is none aside. */
    public String runs(String stage) {
        return own(stage + ":runs");
    }

    /** A pattern that all keys of the campaign have, and no others. */
    public String everything() {
        return own("").replaceAll("([\\\\*?\\[\\]^])", "\\\\$1") + "*";
    }

    /** Those of a stage that a mended campaign has anew. */
    public List<String> built(String stage) {
        return List.of(
                def(stage),
                proc(stage),
                held(stage),
                blocked(stage),
                need(stage),
                members(stage),
                index(stage),
                counts(stage));
    }

    /** Those in which a stage's tasks stand, and what counts them. */
    public List<String> ofTasks(String stage) {
        return List.of(
                proc(stage),
                held(stage),
                blocked(stage),
                working(stage),
                delayed(stage),
                done(stage),
                index(stage),
                dead(stage),
                cancelled(stage),
                counts(stage));
    }

    /** All keys of a stage, for whoever removes them. */
    public List<String> ofStage(String stage) {
        List<String> all = new ArrayList<>(ofTasks(stage));
        List.of("def", "expiry", "history", "late", "pace", "need", "members", "doubles")
                .forEach(role -> all.add(key(stage, role)));
        all.addAll(List.of(ended(stage), runs(stage), brought(stage)));
        return all;
    }
}
