package org.musterhpc.agent.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.command.Items;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.command.TaskNames;
import org.musterhpc.queue.environment.ByteText;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.TaskCommand;

/** Makes all ready that an attempt needs: what to start, in which folder, with what environment, and where it prints. */
record Preparation(Workshop shop, Recipe recipe) {

    /** It cannot be started. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Verdict verdict;

        Unfit(Outcome outcome, String reason) {
            super(reason);
            this.verdict = Verdict.notRun(outcome, reason);
        }

        Verdict verdict() {
            return verdict;
        }
    }

    /**
     * @param slot names the files that no other attempt uses meanwhile
     * @throws IOException where this node cannot do it
     */
    Prepared of(Lease lease, int slot) throws Unfit, IOException {
        String objection = recipe.objection(lease.message());
        if (objection != null) {
            throw new Unfit(Outcome.BAD_MESSAGE, objection);
        }
        Map<String, JsonNode> params = Parameters.of(shop.campaign(), lease.message(), recipe.stage(), lease.attempt());
        UpstreamTasks upstream = new UpstreamTasks(shop.tools().upstream(), shop.scratch());
        upstream.write(recipe.stage(), lease, slot);
        if (TaskNames.wantsItems(recipe.stage(), lease.message())) {
            params.put(TaskNames.ITEMS, Items.of(upstream.items()));
        }
        TaskCommand.Handler handler = recipe.handler(lease.message());
        Path mark = shop.scratch().resolve((handler == null ? "setup-" : "handler-setup-") + slot);
        SetupScript setup = recipe.setup(mark);
        List<String> argv =
                recipe.argv(lease.message(), params, setup, shop.scratch().resolve("command-" + slot + ".sh"));
        Path workdir = ByteText.path(recipe.stage().shell().workdir());
        if (!Files.isDirectory(workdir)) {
            throw new Unfit(Outcome.START_FAILED, "no such folder: " + workdir);
        }
        Promised outputs =
                new Promised(workdir, recipe.outputs(params), recipe.stage().outputsWait());
        String hindrance = OutputFolders.make(workdir, outputs.files());
        if (hindrance != null) {
            throw new Unfit(Outcome.OUTPUT_MISSING, hindrance);
        }
        Path result = shop.scratch().resolve("result-" + slot + ".json");
        Files.deleteIfExists(result);
        if (handler == null) {
            setup.clear();
        }
        Long own = lease.message().needs().memory();
        Long memory = own != null ? own : recipe.stage().limits().memory();
        Map<String, String> environment =
                handler == null ? environment(lease, params, result) : environmentOfHandler(lease);
        Map<String, String> files = new HashMap<>(environment);
        files.putAll(upstream.variables());
        HandlerCall call = handler == null ? null : call(handler, lease, mark, params, files);
        Journal.Page page =
                shop.tools().journal().open(slot, recipe.stage().shell().logs(), lease);
        RunSpec spec = new RunSpec(
                argv, handler == null ? files : environment, workdir, page.file(), memory, new InSlot(slot, call));
        return new Prepared(spec, setup, outputs, result, page);
    }

    /** @param files the variables that name files, among others */
    private HandlerCall call(
            TaskCommand.Handler handler,
            Lease lease,
            Path mark,
            Map<String, JsonNode> params,
            Map<String, String> files) {
        return new HandlerCall(
                new HandlerCall.User(lease.stage(), recipe.edition()),
                handler,
                mark,
                lease.id(),
                new TaskLine(shop.campaign(), recipe.stage(), lease).text(params, files));
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(shop.environment());
        environment.put("PWD", recipe.stage().shell().workdir());
        environment.putAll(recipe.stage().shell().env());
        return environment;
    }

    /** What is the same for all tasks of the stage. */
    private Map<String, String> environmentOfHandler(Lease lease) {
        Map<String, String> environment = environment();
        environment.put("MUSTER_CAMPAIGN", shop.campaign());
        environment.put("MUSTER_STAGE", lease.stage());
        return environment;
    }

    private Map<String, String> environment(Lease lease, Map<String, JsonNode> params, Path result) {
        Map<String, String> environment = environment();
        environment.putAll(Parameters.environment(params));
        environment.putAll(Parameters.environment(shop.campaign(), lease));
        environment.put("MUSTER_RESULT", result.toString());
        return environment;
    }
}
