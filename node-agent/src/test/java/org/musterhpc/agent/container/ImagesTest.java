package org.musterhpc.agent.container;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagesTest {
    @ParameterizedTest
    @CsvSource({
        "ubuntu:24.04, docker.io/library/ubuntu:24.04",
        "lab/join:3, docker.io/lab/join:3",
        "quay.io/lab/join:3, quay.io/lab/join:3",
        "localhost/join:3, localhost/join:3",
        "host:5000/join, host:5000/join",
        "lab/join@sha256:ab, docker.io/lab/join@sha256:ab",
    })
    void whoNamesNoRegistryMeansDockers(String name, String full) {
        assertThat(Images.full(name)).isEqualTo(full);
    }
}
