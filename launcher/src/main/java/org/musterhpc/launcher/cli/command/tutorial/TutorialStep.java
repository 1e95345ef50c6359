package org.musterhpc.launcher.cli.command.tutorial;

import java.util.List;

/**
 * One thing to see.
 *
 * @param about what it shows, in lines of up to 78 columns
 * @param command for a shell
 * @param exit the status with which it is to end
 */
record TutorialStep(String title, List<String> about, String command, int exit) {
    /** The row of numbers.csv that cannot be divided. */
    private static final String FAILING = "main/000004";

    static List<TutorialStep> all() {
        return List.of(
                new TutorialStep(
                        "A campaign",
                        List.of(
                                "A campaign is a command and a list of what to run it for. This one divides",
                                "numbers: a file for Muster, a table with a row for each task, and a program."),
                        "head -n 20 divide.yml numbers.csv divide.sh",
                        0),
                new TutorialStep(
                        "Look before anything is sent",
                        List.of("Muster reads the file, makes the tasks, and says how it understood them."),
                        "muster verify divide.yml",
                        0),
                new TutorialStep(
                        "Run it",
                        List.of(
                                "Tasks go onto a queue in Redis, from which agents take them: here one on this",
                                "machine, on a cluster hundreds in job arrays. One task will fail, so the exit",
                                "status will be 1."),
                        "muster run divide.yml",
                        1),
                new TutorialStep(
                        "How many are where",
                        List.of(
                                "Each task is in exactly one state, at every moment. This can be asked from any",
                                "shell, also while tasks run."),
                        "muster status divide",
                        0),
                new TutorialStep(
                        "Why did one fail?",
                        List.of("Each attempt of a task is kept: where it ran, how it ended, what came of that."),
                        "muster explain divide " + FAILING,
                        0),
                new TutorialStep(
                        "What did it print?",
                        List.of("Outputs of all tasks are kept, too."),
                        "muster logs divide " + FAILING,
                        0),
                new TutorialStep(
                        "Again, with another value",
                        List.of(
                                "64 by 0 should have been 64 by 8. Without --set, retry runs a task again as it",
                                "was, once you have removed the cause. What is done is not run again."),
                        "muster retry divide " + FAILING + " --set by=8",
                        0),
                new TutorialStep(
                        "What came out",
                        List.of(
                                "Parameters and results of every task, for a spreadsheet; without --format they",
                                "are lines of JSON."),
                        "muster results divide --format csv",
                        0),
                new TutorialStep(
                        "Is every task accounted for?",
                        List.of("The sum over all states is what was sent; --deep compares them id by id."),
                        "muster rollcall divide --deep",
                        0));
    }
}
