package org.musterhpc.launcher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.musterhpc.launcher.home.ProgramFolder;
import org.musterhpc.launcher.problem.Problem;

/**
 * The pages of the documentation, in the order in which one comes to need them. They lie beside the program, in a checkout as
 * in a distribution, so that what is shown is what is there.
 */
final class Topics {
    private static final String ENDING = ".md";
    private static final Map<String, String> SUMMARIES = new LinkedHashMap<>();

    static {
        add("installing", "from a checkout or an archive; which server");
        add("coming-from", "from RQ, Celery, disBatch, HyperQueue, GNU parallel, Slurm arrays");
        add("campaign-file", "every key of a campaign's file");
        add("commands", "what the help of each command has no room for");
        add("guarantees", "what is guaranteed, fault by fault");
        add("states", "in which states a task can be");
        add("clusters", "running on Slurm and PBS");
        add("reasons", "why elements wait: schedulers' reasons in words");
        add("hosts", "running on machines without a scheduler");
        add("pools", "agents that stay and serve several campaigns");
        add("containers", "tasks in containers, and agents");
        add("handlers", "one process that takes one task after the other");
        add("resources", "cpus, memory, GPUs, licences, rates");
        add("reports", "reports, advice, and campaigns to be looked at elsewhere");
        add("dashboard", "the web page and its API");
        add("metrics", "for Prometheus and Grafana");
        add("operations", "running a Redis for Muster");
        add("security", "who may do what");
        add("configuration", "every key of muster.yml");
        add("agent", "muster-agent: options, signals, exit status");
        add("protocol", "what stands in Redis");
        add("new-dialect", "teaching Muster another scheduler");
        add("performance", "what was measured");
        add("glossary", "our words");
    }

    private Topics() {}

    private static void add(String name, String summary) {
        SUMMARIES.put(name, summary);
    }

    /** By what each is called on the command line: {@code pools}, and {@code dashboard.md}, as a command is called dashboard. */
    static Map<String, String> summaries() {
        Map<String, String> called = new LinkedHashMap<>();
        SUMMARIES.forEach(
                (name, summary) -> called.put(Catalogue.entries().containsKey(name) ? name + ENDING : name, summary));
        return called;
    }

    /** The name of a page, which may be written with its ending; empty where there is none of that name. */
    static Optional<String> meant(String word) {
        String name = word.endsWith(ENDING) ? word.substring(0, word.length() - ENDING.length()) : word;
        return SUMMARIES.containsKey(name) ? Optional.of(name) : Optional.empty();
    }

    /** Below the folder of the documentation. */
    static Path file(String name) {
        return name.equals("metrics") ? Path.of(name, "README" + ENDING) : Path.of(name + ENDING);
    }

    /**
     * The Markdown of a page.
     *
     * @param name as {@link #meant} gives it
     */
    static String page(String name) {
        Path docs = ProgramFolder.find()
                .orElseThrow(() -> Problem.failed(
                        "the pages lie beside the program, and this was not started by bin/muster",
                        "start it by bin/muster"))
                .resolve("docs");
        Path file = docs.resolve(file(name));
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw Problem.failed(
                    "the page " + file + " is not there, or cannot be read",
                    "it belongs to the program: install Muster again");
        }
    }
}
