package org.musterhpc.launcher.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.musterhpc.launcher.dialect.registry.Dialects;

/** Every dialect that is registered, over every answer in its folder of captures. */
class DialectContractTest {
    private static final Set<String> OPERATIONS = Set.of("submit", "status", "cancel", "lookup", "limits", "version");
    private static final List<CommandResult> NO_ANSWERS = List.of(
            new CommandResult(CommandResult.NONE, "", ""),
            new CommandResult(255, "", "ssh: connect to host login port 22: Connection refused"),
            new CommandResult(255, "Welcome to the cluster\n", "client_loop: send disconnect: Broken pipe"),
            // Killed by timeout(1) on the other side.
            new CommandResult(124, "", ""),
            // An id of which the end may be missing.
            new CommandResult(CommandResult.NONE, "12", ""));

    static Stream<Capture> captures() {
        return Dialects.all().stream().flatMap(dialect -> Capture.of(dialect).stream());
    }

    static Stream<Dialect> dialects() {
        return Dialects.all().stream();
    }

    @ParameterizedTest
    @MethodSource("captures")
    void captureIsReadAsItSays(Capture capture) {
        assertThat(Reading.of(capture)).as(capture.toString()).isEqualTo(capture.expected());
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void everyOperationHasCaptures(Dialect dialect) {
        assertThat(Capture.of(dialect).stream().map(Capture::operation).collect(Collectors.toSet()))
                .isEqualTo(OPERATIONS);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void noAnswerIsUnknownAndNeverDead(Dialect dialect) {
        for (CommandResult answer : NO_ANSWERS) {
            for (String operation : OPERATIONS) {
                List<String> ask =
                        Set.of("limits", "version").contains(operation) ? List.of(operation) : List.of(operation, "7");
                String unknown = operation.equals("status") ? "7 * UNKNOWN" : "UNKNOWN";
                assertThat(Reading.of(new Capture(dialect, operation, ask, List.of(), answer)))
                        .as("%s of %s after %s", operation, dialect.name(), answer)
                        .containsExactly(unknown);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void bannerOfLoginShellIsNotAnId(Dialect dialect) {
        assertThat(dialect.submitted(new CommandResult(0, "Last login: 12 Nov\nWelcome, 3 nodes\n", "")))
                .isInstanceOf(Submitted.Unknown.class);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void acceptedStaysAcceptedWhenTheConnectionBreaksAfterwards(Capture capture) {
        if (capture.expected().get(0).startsWith("ACCEPTED")) {
            CommandResult cut =
                    new CommandResult(CommandResult.NONE, capture.answer().out(), "Connection reset by peer");
            assertThat(capture.dialect().submitted(cut))
                    .isEqualTo(capture.dialect().submitted(capture.answer()));
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void missingCommandIsRefusedWithWhatToDo(Dialect dialect) {
        Submitted submitted = dialect.submitted(new CommandResult(127, "", "bash: line 1: qsub: command not found\n"));
        assertThat(submitted).isInstanceOf(Submitted.Refused.class);
        assertThat(((Submitted.Refused) submitted).why()).isEqualTo(Refusal.NO_COMMAND);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void isFoundByItsName(Dialect dialect) {
        assertThat(Dialects.named(dialect.name())).containsSame(dialect);
        assertThat(Dialects.named("nqs")).isEmpty();
    }
}
