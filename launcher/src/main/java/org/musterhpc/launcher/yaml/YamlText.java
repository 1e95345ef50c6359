package org.musterhpc.launcher.yaml;

import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes maps, lists, texts and numbers as YAML that is read back as the same. */
public final class YamlText {
    private YamlText() {}

    /** A key a line, in the order in which they stand; texts of several lines as such. */
    public static String of(Map<String, ?> map) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        options.setProcessComments(false);
        return new Yaml(options).dump(map);
    }
}
