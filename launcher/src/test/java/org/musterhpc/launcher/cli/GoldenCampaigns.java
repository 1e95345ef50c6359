package org.musterhpc.launcher.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** The files that {@link GoldenIT} names. */
final class GoldenCampaigns {
    private GoldenCampaigns() {}

    /** Text by the name of the file. */
    static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("mixed.yml", """
                stages:
                  first: {command: "echo {{n}}", tasks: {range: 1-9}, retry: {max_attempts: 2, backoff: 1h, on: {exit: same}}}
                  second: {command: "true", after: first, walltime: 10m, resources: {memory: 1M}}
                  last: {command: "true", tasks: {range: 1-2}, after: {stage: second, all: true}}
                """);
        files.put("over.yml", "command: echo {{item}}\ntasks: {list: [one, two, three]}\n");
        files.put("arrays.yml", "command: echo {{n}}\ntasks: {range: 1-2}\n");
        files.put("outputs.yml", """
                stages:
                  make: {command: "true", tasks: {range: 1-3}, outputs: ["made/{{n}}"]}
                  note: {command: "true", after: make}
                  whole: {command: "true", after: {stage: make, all: true}, outputs: [made/whole]}
                """);
        files.put("small.yml", "command: echo {{n}}\ntasks: {range: 1-2}\n");
        files.put("bad.yml", "comand: echo\ntasks: {range: 1-2}\nwalltime: 10\n");
        files.put("inputs.yml", "command: echo\ntasks: {range: 1-3}\ninputs: [\"{{n}}.dat\"]\n");
        files.put("pools.yml", "clusters: {lab: {type: local, pool: true}, two: {type: local, pool: {key_file: k}}}\n");
        return files;
    }
}
