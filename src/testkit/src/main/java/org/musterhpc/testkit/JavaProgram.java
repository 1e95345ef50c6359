package org.musterhpc.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A class of the tests, or of what they test, as a program of its own: with this Java and the classes of this one. */
public final class JavaProgram {
    private JavaProgram() {}

    /**
     * The words that start it.
     *
     * @param options of its Java
     */
    public static List<String> command(List<String> options, Class<?> main, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(options);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        words.addAll(List.of(arguments));
        return words;
    }
}
