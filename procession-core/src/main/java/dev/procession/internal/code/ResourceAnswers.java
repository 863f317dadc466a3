package dev.procession.internal.code;

import dev.procession.codec.Sink;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads resources for children that have no such file themselves. */
final class ResourceAnswers {

    private static final int MAX_BYTES = 1 << 30;

    private ResourceAnswers() {}

    /** All resources of a name that are not on the class path: number, then length and bytes. */
    static CodeAnswer of(ClassLoader loader, String name) {
        try {
            ClassLoader system = ClassLoader.getSystemClassLoader();
            Set<String> known =
                    Collections.list(system.getResources(name)).stream()
                            .map(URL::toExternalForm)
                            .collect(Collectors.toSet());
            List<byte[]> found = new ArrayList<>();
            for (URL each : Collections.list(loader.getResources(name))) {
                if (!known.contains(each.toExternalForm())) {
                    found.add(read(each));
                }
            }
            if (found.isEmpty()) {
                return CodeAnswer.none();
            }
            Sink body = new Sink(MAX_BYTES);
            body.putVarint(found.size());
            found.forEach(each -> CodeAnswer.put(body, each));
            return CodeAnswer.found(body);
        } catch (IOException | RuntimeException failure) {
            return CodeAnswer.failed("resource " + name + " cannot be sent: " + failure);
        }
    }

    private static byte[] read(URL resource) throws IOException {
        URLConnection connection = resource.openConnection();
        // A jar that stays open could not be replaced.
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes();
        }
    }
}
