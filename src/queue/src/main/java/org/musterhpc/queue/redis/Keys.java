package org.musterhpc.queue.redis;

import java.util.List;

/** Every key of a campaign, with its Redis type; the list is documented in {@code docs/protocol.md}. */
record Keys(String prefix, String campaignName) {

    /** ZSET: names of all campaigns, by when they were created. In a slot of its own. */
    static String campaigns(String prefix) {
        return prefix + "campaigns";
    }

    /** HASH. */
    String campaign() {
        return prefix + "{" + campaignName + "}:campaign";
    }

    /** HASH. */
    String agents() {
        return prefix + "{" + campaignName + "}:agents";
    }

    /** STREAM. */
    String events() {
        return prefix + "{" + campaignName + "}:events";
    }

    /** HASH. */
    String arrays() {
        return prefix + "{" + campaignName + "}:arrays";
    }

    /** HASH. */
    String goals() {
        return prefix + "{" + campaignName + "}:goals";
    }

    /** STRING with a time to live. */
    String watch(String cluster) {
        return prefix + "{" + campaignName + "}:watch:" + cluster;
    }

    private String key(String stage, String role) {
        return prefix + "{" + campaignName + "}:" + stage + ":" + role;
    }

    /** STRING. */
    String def(String stage) {
        return key(stage, "def");
    }

    /** LIST. */
    String proc(String stage) {
        return key(stage, "proc");
    }

    /** LIST. */
    String held(String stage) {
        return key(stage, "held");
    }

    /** HASH. */
    String blocked(String stage) {
        return key(stage, "blocked");
    }

    /** HASH. */
    String working(String stage) {
        return key(stage, "working");
    }

    /** ZSET. */
    String expiry(String stage) {
        return key(stage, "expiry");
    }

    /** ZSET. */
    String delayed(String stage) {
        return key(stage, "delayed");
    }

    /** STREAM. */
    String done(String stage) {
        return key(stage, "done");
    }

    /** HASH. */
    String index(String stage) {
        return key(stage, "index");
    }

    /** HASH. */
    String dead(String stage) {
        return key(stage, "dead");
    }

    /** HASH. */
    String cancelled(String stage) {
        return key(stage, "cancelled");
    }

    /** HASH. */
    String history(String stage) {
        return key(stage, "history");
    }

    /** LIST. */
    String late(String stage) {
        return key(stage, "late");
    }

    /** HASH. */
    String counts(String stage) {
        return key(stage, "counts");
    }

    /** HASH. */
    String pace(String stage) {
        return key(stage, "pace");
    }

    /** All keys of a stage, for whoever removes them. */
    List<String> ofStage(String stage) {
        return List.of(
                def(stage),
                proc(stage),
                held(stage),
                blocked(stage),
                working(stage),
                expiry(stage),
                delayed(stage),
                done(stage),
                index(stage),
                dead(stage),
                cancelled(stage),
                history(stage),
                late(stage),
                counts(stage),
                pace(stage));
    }
}
