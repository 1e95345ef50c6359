package org.musterhpc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {
    private static final int MANY = 500;

    /** Another build: it takes ports, says which, and has them until its standard input ends. */
    static final class Other {
        private Other() {}

        public static void main(String[] args) throws IOException {
            for (int i = 0; i < MANY; i++) {
                System.out.println(Ports.free());
            }
            System.out.flush();
            System.in.transferTo(System.err);
        }
    }

    @Test
    void nobodyElseIsGivenAPortThatNoServerHasYet() throws IOException, InterruptedException {
        Process other = new ProcessBuilder(JavaProgram.command(
                        List.of("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir")), Other.class))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Set<Integer> given = new HashSet<>();
        try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < MANY; i++) {
                given.add(Ports.free());
                given.add(Integer.parseInt(said.readLine()));
            }
            assertThat(given).hasSize(2 * MANY);
        } finally {
            other.destroyForcibly().waitFor();
        }
    }
}
