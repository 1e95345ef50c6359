package org.musterhpc.launcher.app.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.musterhpc.launcher.problem.Problem;

/** Writes a first campaign file, with a comment on each key. Never overwrites one. */
public final class Init {
    private Init() {}

    public static void write(Path file) {
        try (InputStream starter = Init.class.getResourceAsStream("starter.yml")) {
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
    }
}
