package org.musterhpc.queue.redis.campaign;

import java.util.List;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Says that all of a stage has been pushed, and sets free what waited for that. */
public final class Seal {
    private static final String PAGE = "500";

    private final ScriptRunner runner;
    private final CampaignReader.Known known;

    public Seal(ScriptRunner runner, CampaignReader.Known known) {
        this.runner = runner;
        this.known = known;
    }

    /** What waits for the whole of it is set free at once, what waits in groups page by page. */
    public void put(String stage) {
        if (!"OK".equals(seal(stage, "told"))) {
            throw LostCampaignException.gone(known.campaign().name());
        }
        freeGroups(stage);
    }

    /**
     * The same of a stage whose tasks are brought along by results, where no more can come.
     *
     * @return whether it was not sealed before, and is now
     */
    public boolean putIfComplete(String stage) {
        boolean sealed = "OK".equals(seal(stage, "brought"));
        if (sealed) {
            freeGroups(stage);
        }
        return sealed;
    }

    private Object seal(String stage, String how) {
        Keys keys = known.keys();
        Links links = Links.of(known, stage);
        List<String> keyList = links.withBoth(
                keys.campaign(), keys.counts(stage), keys.index(stage), keys.dead(stage), keys.cancelled(stage));
        return runner.run(Script.SEAL.on(keyList, List.of(runner.time(), how, links.waits(), links.frees())));
    }

    /** Sets groups free that wait for tasks of a sealed stage, and are complete. */
    public void freeGroups(String before) {
        for (Stage.Follower follower : known.campaign().stage(before).followers()) {
            if (follower.mode() == Stage.Mode.GROUP) {
                freeGroups(before, follower.stage());
            }
        }
    }

    private void freeGroups(String before, String stage) {
        Keys keys = known.keys();
        List<String> keyList = List.of(
                keys.counts(before), keys.blocked(stage), keys.need(stage), keys.proc(stage), keys.counts(stage));
        String cursor = "0";
        do {
            cursor = (String) runner.run(Script.FREE_GROUPS.on(keyList, List.of(runner.time(), cursor, PAGE)));
        } while (!cursor.equals("0"));
    }
}
