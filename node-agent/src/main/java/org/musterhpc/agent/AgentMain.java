package org.musterhpc.agent;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.musterhpc.agent.claim.Leaving;
import org.musterhpc.agent.probe.Probe;
import org.musterhpc.agent.start.UnfitNode;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.command.TemplateException;
import org.musterhpc.queue.sign.UntrustedException;

/** {@code muster-agent}: claims a campaign's tasks and runs them, until there are none or it is told to leave. */
public final class AgentMain {
    private static final int USAGE = 2;
    private static final int UNREACHED = 3;
    private static final int UNTRUSTED = 4;

    private AgentMain() {}

    /**
     * Exit status: 0 drained or told to leave, 1 a node that cannot run tasks, 2 usage, 3 Redis not reached at the start
     * or gone for too long, 4 a campaign that its owner did not sign, 5 a part of the agent failed, 6 nothing fits here.
     */
    public static void main(String[] args) {
        System.exit(run(List.of(args)));
    }

    private static int run(List<String> args) {
        try {
            AgentOptions options = AgentOptions.parse(args, System.getenv());
            return options.probe() ? probe(options) : new Agent(options).run().exitStatus();
        } catch (UnfitNode e) {
            return complain("this node cannot run tasks: " + e.getMessage(), Leaving.SICK.exitStatus());
        } catch (UntrustedException e) {
            return complain("runs nothing: " + e.getMessage(), UNTRUSTED);
        } catch (TemplateException e) {
            return complain("a command of the campaign cannot be read: " + e.getMessage(), USAGE);
        } catch (LostCampaignException e) {
            return complain(String.valueOf(e.getMessage()), USAGE);
        } catch (IllegalArgumentException e) {
            return complain(e.getMessage() + "\nusage: " + AgentOptions.USAGE, USAGE);
        } catch (IOException e) {
            return complain(e.toString(), USAGE);
        } catch (QueueUnavailableException e) {
            return complain(e.getMessage() + (e.advice().isEmpty() ? "" : "; " + e.advice()), UNREACHED);
        } catch (InterruptedException e) {
            return complain("interrupted", 1);
        } catch (Throwable e) {
            // Nothing that fails may look like anything else to whoever started us.
            e.printStackTrace();
            return complain("failed: " + e, Leaving.BROKEN.exitStatus());
        }
    }

    private static int probe(AgentOptions options) {
        Probe.Seen seen = new Probe(
                        options.connection(),
                        options.write(),
                        options.allocation(),
                        Host.name(),
                        InstantSource.system(),
                        System::nanoTime)
                .run();
        System.out.println(seen.line());
        return seen.answered() ? 0 : UNREACHED;
    }

    private static int complain(String what, int status) {
        System.err.println("muster-agent: " + what);
        return status;
    }
}
