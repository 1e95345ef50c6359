package org.musterhpc.launcher.dialect;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How one kind of scheduler is spoken to: command lines to run, and what their answers mean. Every command may be cut
 * off by its time limit or a broken connection; its reader then says that it does not know.
 */
public interface Dialect {

    /** {@code type:} in {@code muster.yml}; its templates are in {@code <name>-templates}. */
    String name();

    /** What a directive line of a batch script begins with, such as {@code #SBATCH}. */
    String directive();

    /** The options that a site may set in {@code muster.yml}; each is also a variable of the template. */
    List<String> options();

    /**
     * The variables of the template, {@link #options} and {@link #words} among them, that a directive of the site's own
     * says, too. Of two such lines the one scheduler obeys the first and the other the last.
     *
     * @param directive as {@code directives:} has it, such as {@code --exclude=n7 -t 10}
     */
    Set<String> says(String directive);

    /** Further variables of the template, spelt as this scheduler reads them; no entry: not set. */
    Map<String, String> words(ArrayRequest request);

    /** All names that {@link #words} may give. */
    List<String> wordNames();

    /** @param script path of the batch script, there */
    List<String> submit(String script);

    Submitted submitted(Answer answer);

    /** One command for all of them. */
    List<String> status(List<String> arrays);

    /** One entry for each of the arrays that were asked for. */
    Map<String, ArrayStates> states(List<String> arrays, Answer answer);

    /** The id of one element, for {@link #cancel}. */
    String element(String array, int index);

    /** The inverse of {@link #element}, for what a job says of itself; empty where it is not of that array. */
    OptionalInt index(String array, String allocation);

    /**
     * Commands, to be run one after the other; {@link #cancelled} reads the answer of each.
     *
     * @param ids of arrays and elements, at least one
     */
    List<List<String>> cancel(List<String> ids);

    /** Whether the scheduler has done it, or has nothing left to cancel; false: not known, to be asked again. */
    boolean cancelled(Answer answer);

    /** Finds arrays by the name that they were submitted with. */
    List<String> lookup(String name);

    /** Ids of the arrays with that name, none if there is none; empty where that is not known. */
    Optional<List<String>> found(String name, Answer answer);

    List<String> limits();

    /** Empty where they are not known. */
    Optional<Limits> limits(Answer answer);

    /** Tells whether the scheduler's commands are there. */
    List<String> version();

    /** Name and version, as the scheduler says them; empty where it did not. */
    Optional<String> version(Answer answer);
}
