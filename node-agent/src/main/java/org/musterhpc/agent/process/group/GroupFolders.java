package org.musterhpc.agent.process.group;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;

/** Groups are folders; what stands in them comes and goes with them. */
interface GroupFolders {
    /** The extended attribute {@code user.delegate}, which systemd sets (systemd.exec's "Control group delegation"). */
    String DELEGATED = "delegate";

    GroupFolders OF_THE_KERNEL = new GroupFolders() {
        @Override
        public void make(Path group) throws IOException {
            Files.createDirectory(group);
        }

        @Override
        public boolean isDelegated(Path group) throws IOException {
            UserDefinedFileAttributeView marks = Files.getFileAttributeView(group, UserDefinedFileAttributeView.class);
            if (marks == null || !marks.list().contains(DELEGATED)) {
                return false;
            }
            ByteBuffer value = ByteBuffer.allocate(marks.size(DELEGATED));
            marks.read(DELEGATED, value);
            return new String(value.array(), StandardCharsets.US_ASCII).equals("1");
        }

        @Override
        public void remove(Path group) throws IOException {
            Files.deleteIfExists(group);
        }
    };

    /** Throws where there is one. */
    void make(Path group) throws IOException;

    /** Whether the service manager has left it to whoever runs in it. */
    boolean isDelegated(Path group) throws IOException;

    /** Throws where somebody is in it. */
    void remove(Path group) throws IOException;
}
