package org.musterhpc.queue.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpusTest {
    @TempDir
    Path root;

    private Gpus gpus(Map<String, String> environment) {
        return Gpus.of(environment, null, root);
    }

    /** Slurm, PBS and people set it, each in his own way. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "0,1|0 1",
                "2, 3|2 3",
                "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6,1|GPU-8932f937-d72c-4106-c12f-20bd9faed9f6 1",
                "MIG-GPU-8932f937/1/0|MIG-GPU-8932f937/1/0",
                "0,-1,1|0",
                "NoDevFiles|-",
                "-1|-",
                "''|-",
                "all of them|-"
            })
    void whatTheAllocationSaysIsWhatThereIs(String variable, String ids) throws IOException {
        device("nvidia7");
        assertThat(gpus(Map.of("CUDA_VISIBLE_DEVICES", variable)).ids())
                .isEqualTo(ids == null ? List.of() : List.of(ids.split(" ")));
    }

    @Test
    void whereNoVariableSaysItTheSchedulersOwnDo() {
        assertThat(gpus(Map.of("SLURM_JOB_GPUS", "0,2-3")).ids()).containsExactly("0", "2", "3");
        assertThat(gpus(Map.of("SLURM_STEP_GPUS", "1", "SLURM_JOB_GPUS", "0,1")).ids())
                .containsExactly("1");
        assertThat(gpus(Map.of("SLURM_GPUS_ON_NODE", "2")).ids()).containsExactly("0", "1");
        assertThat(gpus(Map.of("SLURM_JOB_GPUS", "(null)")).ids()).isEmpty();
    }

    @Test
    void outsideOfAnAllocationTheMachineHasWhatItHas() throws IOException {
        assertThat(gpus(Map.of()).ids()).isEmpty();
        for (String name : List.of("nvidia0", "nvidia10", "nvidia2", "nvidiactl", "nvidia-uvm")) {
            device(name);
        }
        assertThat(gpus(Map.of()).ids()).containsExactly("0", "2", "10");
        assertThat(gpus(Map.of()).variable()).isEqualTo("CUDA_VISIBLE_DEVICES");
    }

    @Test
    void processorsAmongTheNodesOfAmdsDriverAreNoGpus() throws IOException {
        for (String node : List.of("0 0", "1 4711", "2 4712")) {
            Path folder = root.resolve("sys/class/kfd/kfd/topology/nodes/" + node.substring(0, 1));
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("gpu_id"), node.substring(2) + "\n");
        }
        assertThat(gpus(Map.of())).isEqualTo(new Gpus("ROCR_VISIBLE_DEVICES", List.of("0", "1"), List.of()));
    }

    @Test
    void theUserSaysHowManyWhereNobodyElseDoesAndNoMoreThanThereAre() {
        assertThat(Gpus.of(Map.of(), 2, root).ids()).containsExactly("0", "1");
        assertThat(Gpus.of(Map.of("CUDA_VISIBLE_DEVICES", "4,5,6"), 2, root).ids())
                .containsExactly("4", "5");
        assertThat(Gpus.of(Map.of("CUDA_VISIBLE_DEVICES", "4"), 2, root).ids()).containsExactly("4");
        assertThat(Gpus.of(Map.of("CUDA_VISIBLE_DEVICES", "4"), 0, root).ids()).isEmpty();
    }

    @Test
    void aTaskIsToldOfItsOwnByTheNamesThatTheAllocationHas() {
        assertThat(gpus(Map.of("CUDA_VISIBLE_DEVICES", "4,5,6")).variables(List.of(0, 2)))
                .isEqualTo(Map.of("CUDA_VISIBLE_DEVICES", "4,6", "MUSTER_GPUS", "4,6"));
        assertThat(gpus(Map.of("CUDA_VISIBLE_DEVICES", "4,5,6")).variables(List.of()))
                .isEqualTo(Map.of("CUDA_VISIBLE_DEVICES", "", "MUSTER_GPUS", ""));
    }

    /** HIP counts within what the driver shows. */
    @Test
    void variablesWithinOthersCountFromNought() {
        Map<String, String> environment = Map.of("ROCR_VISIBLE_DEVICES", "2,3", "CUDA_VISIBLE_DEVICES", "0,1");
        assertThat(gpus(environment).variables(List.of(1)))
                .isEqualTo(Map.of("ROCR_VISIBLE_DEVICES", "3", "CUDA_VISIBLE_DEVICES", "0", "MUSTER_GPUS", "3"));
    }

    private void device(String name) throws IOException {
        Files.createDirectories(root.resolve("dev"));
        Files.createFile(root.resolve("dev").resolve(name));
    }
}
