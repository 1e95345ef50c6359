package org.musterhpc.launcher.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.testkit.InstalledPrograms;

class ShellQuotingTest {
    private static final String LETTERS = "ab 'ü\"$`\\\n\t!*?[]{}()<>|&;#~=%^-,.:@/€\r\u0001\u007f";

    @ParameterizedTest
    @ValueSource(strings = {"bash", "dash", "tcsh"})
    void shellReadsBackWhatWasQuoted(String shell) throws Exception {
        Assumptions.assumeTrue(InstalledPrograms.find(shell).isPresent(), shell + " is not on this machine");
        boolean csh = shell.equals("tcsh");
        Random random = new Random(7);
        for (int round = 0; round < 20; round++) {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String word = word(random);
                words.add(csh ? word.replaceAll("[\n!]", "") : word); // as quote's contract says
            }
            List<String> argv = new ArrayList<>(List.of("printf", "%s\\0", "first"));
            argv.addAll(words);
            Process process = new ProcessBuilder(shell, "-c", ShellQuoting.line(argv)).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(out).isEqualTo("first\0" + String.join("\0", words) + "\0");
        }
    }

    @Test
    void plainWordsStayReadable() {
        assertThat(ShellQuoting.line(List.of("sbatch", "--array=1-10", "a b")))
                .isEqualTo("sbatch '--array=1-10' 'a b'");
    }

    @Test
    void nulIsRefused() {
        assertThatThrownBy(() -> ShellQuoting.quote("a\0b")).hasMessageContaining("NUL at 1");
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return word.toString();
    }
}
