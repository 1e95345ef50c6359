package org.musterhpc.launcher.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.musterhpc.launcher.problem.Problem;
import picocli.CommandLine.Parameters;

/** {@code muster init}: writes a first campaign file, with a comment on each key. Never overwrites one. */
final class InitCommand extends SessionCommand {
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "default: campaign.yml")
    Path file = Path.of("campaign.yml");

    InitCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        try (InputStream starter = InitCommand.class.getResourceAsStream("starter.yml")) {
            if (starter == null) {
                throw new IllegalStateException("starter.yml is not on the class path");
            }
            String text = new String(starter.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw Problem.usage(
                    file + " is there already and is left as it is",
                    "name another: muster init other.yml; or: muster run " + file);
        } catch (IOException e) {
            throw Problem.usage(file + " cannot be written: " + e.getMessage(), "is the folder there, and yours?");
        }
        if (session.json()) {
            session.out().json(JsonNodeFactory.instance.objectNode().put("file", file.toString()));
        } else {
            session.out().line("wrote " + file + ": three tasks to try, and comments on what else can be said");
            session.out().line("  next: muster run " + file);
        }
        return 0;
    }
}
