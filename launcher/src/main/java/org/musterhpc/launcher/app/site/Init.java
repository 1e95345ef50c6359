package org.musterhpc.launcher.app.site;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.text.ShippedFile;

/** Writes a first campaign file, with a comment on each key. Never overwrites one. */
public final class Init {
    private Init() {}

    public static void write(Path file) {
        String text = ShippedFile.text(Init.class, "starter.yml");
        try {
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
