package org.musterhpc.launcher.campaign;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.model.Halt;

/** Reads when a stage is halted: {@code halt: never}, or {@code halt: {failures: 20}}, {@code {failures: 5%}}, {@code {alike: 100}}. */
final class HaltReader {
    static final String KEY = "halt";

    private static final List<String> KEYS = List.of("failures", "alike");
    private static final int MOST = 1_000_000_000;

    private HaltReader() {}

    static Halt read(@Nullable YamlValue value, Halt otherwise) {
        if (value == null) {
            return otherwise;
        }
        if (!value.isMap()) {
            if (!value.text().equals("never")) {
                throw value.problem("is '" + value.text() + "'", "write never, {failures: 20} or {failures: 5%}");
            }
            return Halt.NEVER;
        }
        YamlMap map = value.map("in halt").only(KEYS);
        YamlValue failures = map.get("failures");
        YamlValue alike = map.get("alike");
        int same = alike == null ? Halt.DEFAULT.alike() : alike(alike);
        if (failures == null) {
            return new Halt(same, 0, 0);
        }
        String text = failures.text();
        if (text.endsWith("%")) {
            return new Halt(same, 0, percent(failures, text.substring(0, text.length() - 1)));
        }
        return new Halt(same, failures.whole(1, MOST), 0);
    }

    private static int alike(YamlValue value) {
        return value.text().equals("never") ? 0 : value.whole(2, MOST);
    }

    private static int percent(YamlValue value, String number) {
        if (!number.matches("\\d{1,3}") || Integer.parseInt(number) < 1 || Integer.parseInt(number) > 100) {
            throw value.problem("is '" + value.text() + "'", "write a number of tasks, or 1% to 100%");
        }
        return Integer.parseInt(number);
    }
}
