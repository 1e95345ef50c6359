package org.musterhpc.launcher.dialect;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one kind of scheduler is spoken to: command lines to run, and what their answers mean. Every command may be cut
 * off by its time limit or a broken connection; its reader then says that it does not know.
 */
public interface Dialect {

    /** {@code type:} in {@code muster.yml}; its templates are in {@code <name>-templates}. */
    String name();

    /** Not that of a cluster: for a service that starts containers. */
    default Place place() {
        return Place.CLUSTER;
    }

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

    /** What is taken from the environment of each of these commands. */
    SchedulerVariables variables();

    /**
     * A value as it has to stand in a directive line, so that the scheduler reads what is meant.
     *
     * @param line of the template
     * @param name of the variable
     * @return null where it cannot be written so that it is read as it is
     */
    @Nullable
    String inDirective(String line, String name, String value);

    /** What a batch script asks for. */
    Wanted wanted(String script);

    /** Tells what the scheduler has made of an array. */
    List<String> facts(String array);

    /** Empty where that is not known. */
    Optional<Facts> facts(String array, CommandResult answer);

    /** Lets so many elements of an array run at once, instead of what it was submitted with. */
    List<String> throttle(String array, int elements);

    /** @param script path of the batch script, there */
    List<String> submit(String script);

    Submitted submitted(CommandResult answer);

    /** One command for all of them. */
    List<String> status(List<String> arrays);

    /** One entry for each of the arrays that were asked for. */
    Map<String, ArrayStates> states(List<String> arrays, CommandResult answer);

    /** What its words for elements that wait mean: {@code reasons.txt} beside its class. */
    ReasonTable reasons();

    /**
     * Whether that an array has ended is told by nothing but its absence from a list of jobs, which may have been made
     * shorter on the way.
     */
    boolean unlisted(ArrayStates states);

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
    boolean cancelled(CommandResult answer);

    /** Finds arrays by the name that they were submitted with. */
    List<String> lookup(String name);

    /** Ids of the arrays with that name, none if there is none; empty where that is not known. */
    Optional<List<String>> found(String name, CommandResult answer);

    List<String> limits();

    /** Empty where they are not known. */
    Optional<Limits> limits(CommandResult answer);

    /** Tells whether the scheduler's commands are there. */
    List<String> version();

    /** Name and version, as the scheduler says them; empty where it did not. */
    Optional<String> version(CommandResult answer);
}
