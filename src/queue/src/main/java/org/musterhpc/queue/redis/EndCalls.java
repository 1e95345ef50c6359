package org.musterhpc.queue.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.queue.Control.EndCall;
import org.musterhpc.queue.Control.EndCall.Word;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Lets one of those that look after a campaign run what is to be run at its end. */
record EndCalls(ScriptRunner runner, Keys keys, Campaign campaign) {
    EndCall ask(String word, String who, Duration lease, String how) {
        List<String> keyList = new ArrayList<>(List.of(keys.campaign(), keys.events()));
        for (Stage stage : campaign.stages()) {
            String name = stage.name();
            keyList.addAll(List.of(keys.proc(name), keys.delayed(name), keys.working(name), keys.counts(name)));
        }
        String reply = (String) runner.run(Script.END_CALL.on(
                keyList,
                List.of(
                        runner.time(),
                        word,
                        who,
                        Long.toString(lease.toMillis()),
                        Long.toString(campaign.created().toEpochMilli()),
                        how)));
        int blank = reply.indexOf(' ');
        return blank < 0
                ? new EndCall(Word.valueOf(reply), null)
                : new EndCall(
                        Word.valueOf(reply.substring(0, blank)),
                        Instant.ofEpochMilli(Long.parseLong(reply.substring(blank + 1))));
    }
}
