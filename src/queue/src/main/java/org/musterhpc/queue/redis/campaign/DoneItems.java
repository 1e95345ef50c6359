package org.musterhpc.queue.redis.campaign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.model.Children;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.codec.DoneCodec;

/** Done tasks as arguments of a script: how many places they ran in, these, then per task some words, which place, and its record. */
public final class DoneItems {
    private final Map<DoneCodec.Where, Integer> places = new LinkedHashMap<>();
    private final List<String> tasks = new ArrayList<>();

    public void add(List<String> words, Ending whole, Stage stage) {
        Ending ending = Children.counted(stage, whole);
        Stage.Logs logs = stage.shell().logs();
        DoneCodec.Where where = DoneCodec.where(ending, logs);
        Integer at = places.get(where);
        if (at == null) {
            at = places.size() + 1;
            places.put(where, at);
        }
        tasks.addAll(words);
        tasks.add(Integer.toString(at));
        tasks.add(DoneCodec.rest(ending, logs));
    }

    /** One that is not done: a word stands in place of the place, and the record is empty. */
    public void add(List<String> words, String instead) {
        tasks.addAll(words);
        tasks.addAll(List.of(instead, ""));
    }

    public List<String> args() {
        List<String> args = new ArrayList<>(1 + places.size() + tasks.size());
        args.add(Integer.toString(places.size()));
        places.keySet().forEach(where -> args.add(DoneCodec.encode(where)));
        args.addAll(tasks);
        return args;
    }
}
