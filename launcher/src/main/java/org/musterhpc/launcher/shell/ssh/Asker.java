package org.musterhpc.launcher.shell.ssh;

import com.jcraft.jsch.UIKeyboardInteractive;
import com.jcraft.jsch.UserInfo;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.shell.Prompt;

/** Brings JSch's questions to the user. Host keys are no question: a yes is never given. */
final class Asker implements UserInfo, UIKeyboardInteractive {
    private final Prompt prompt;
    private @Nullable String typed;

    Asker(Prompt prompt) {
        this.prompt = prompt;
    }

    @Override
    public boolean promptPassphrase(String question) {
        typed = prompt.ask(question + ": ", true);
        return typed != null;
    }

    @Override
    public @Nullable String getPassphrase() {
        return typed;
    }

    @Override
    public boolean promptPassword(String question) {
        typed = prompt.ask(question + ": ", true);
        return typed != null;
    }

    @Override
    public @Nullable String getPassword() {
        return typed;
    }

    @Override
    public boolean promptYesNo(String question) {
        return false;
    }

    @Override
    public void showMessage(String message) {
        // banners are not asked for
    }

    @Override
    public String @Nullable [] promptKeyboardInteractive(
            String destination, String name, String instruction, String[] questions, boolean[] echo) {
        String[] answers = new String[questions.length];
        for (int i = 0; i < questions.length; i++) {
            String head = i == 0 && !instruction.isBlank() ? instruction.strip() + "\n" : "";
            String answer = prompt.ask(head + questions[i], !echo[i]);
            if (answer == null) {
                return null;
            }
            answers[i] = answer;
        }
        return answers;
    }
}
