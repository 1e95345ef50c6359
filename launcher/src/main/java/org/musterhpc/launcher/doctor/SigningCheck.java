package org.musterhpc.launcher.doctor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.sign.SigningKey;

/** Whether a campaign that was run has a key, by which a message of its owner's is told from another's. */
record SigningCheck(MusterHome home, String campaign) implements Check {
    private static final String NAME = "signing";
    private static final String STAGE = "main";

    @Override
    public List<CheckResult> look() {
        try {
            SigningKey key = CampaignKey.kept(home, campaign);
            if (key == null) {
                return List.of(CheckResult.warn(
                        NAME, "was not looked at: no campaign has made a key", "see what is said of the campaign"));
            }
            Message signed = key.sign(STAGE, message(1));
            Message forged =
                    new Message(signed.id(), signed.n(), signed.tries(), signed.needs(), params(2), signed.extra());
            return List.of(
                    key.signed(STAGE, signed) && !key.signed(STAGE, forged) && !key.signed(STAGE, message(1))
                            ? CheckResult.ok(NAME, "what the campaign's key signed is taken, what was changed is not")
                            : CheckResult.fail(
                                    NAME,
                                    "a changed message is taken for a signed one",
                                    "unpack or build Muster again"));
        } catch (Problem problem) {
            return List.of(CheckResult.fail(NAME, String.valueOf(problem.getMessage()), problem.advice()));
        }
    }

    private static Message message(int n) {
        return new Message(
                STAGE + "/1",
                1,
                Message.Tries.NONE,
                Message.Needs.NOTHING,
                params(n),
                JsonNodeFactory.instance.objectNode());
    }

    private static ObjectNode params(int n) {
        return JsonNodeFactory.instance.objectNode().put("n", n);
    }
}
