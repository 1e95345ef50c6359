package org.musterhpc.queue.redis.work;

import java.util.List;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** A script of the tests' own; sent to the server once, and then named. */
final class TestScript {
    private final Script.Text text;
    private boolean known;

    TestScript(String lua) {
        this.text = Script.Text.of(lua);
    }

    Object run(ScriptRunner runner, List<String> keys, List<String> args) {
        boolean named = known;
        known = true;
        return runner.ask(redis -> named ? redis.evalsha(text.sha(), keys, args) : redis.eval(text.lua(), keys, args));
    }
}
