package dev.procession.internal.code;

import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLStreamHandler;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files and folders that a loader has its classes from, as far as it says so: what lies in them
 * a child reads itself, resources and all.
 *
 * <p>Of other addresses than those of files only such are sent for which a child finds the handler
 * by the property {@value #HANDLERS}, as it does for the jars within a jar of Spring Boot.
 */
final class CodePlaces {

    private static final String HANDLERS = "java.protocol.handler.pkgs";
    private static final int MAX_BYTES = 1 << 24;

    private CodePlaces() {}

    /** The places of a loader and of those above it, as a child is told. */
    static CodeAnswer of(CodeBase base) {
        String handlers = System.getProperty(HANDLERS, "");
        Set<String> places = new LinkedHashSet<>();
        ClassLoader each = base.loader();
        while (each != null && each != ClassLoader.getSystemClassLoader()) {
            if (each instanceof URLClassLoader owner) {
                for (URL place : owner.getURLs()) {
                    if (place.getProtocol().equals("file") || !handlers.isEmpty()) {
                        places.add(place.toExternalForm());
                    }
                }
            }
            each = each.getParent();
        }
        Sink body = new Sink(MAX_BYTES);
        body.putVarint(base.family());
        body.putString(handlers);
        body.putVarint(places.size());
        places.forEach(body::putString);
        return CodeAnswer.found(body);
    }

    /** Reads the answer, in a child. */
    static URL[] read(Source source) {
        String handlers = source.getString();
        List<URL> places = new ArrayList<>();
        if (handlers != null && !handlers.isEmpty()) {
            // Addresses within these addresses are looked up by it, too.
            System.setProperty(HANDLERS, handlers);
        }
        int count = source.getVarint();
        for (int i = 0; i < count; i++) {
            URL place = url(source.getString(), handlers);
            if (place != null) {
                places.add(place);
            }
        }
        return places.toArray(new URL[0]);
    }

    private static @Nullable URL url(@Nullable String text, @Nullable String handlers) {
        try {
            URI address = new URI(text);
            String protocol = address.getScheme();
            return URL.of(address, "file".equals(protocol) ? null : handler(protocol, handlers));
        } catch (URISyntaxException | MalformedURLException | IllegalArgumentException odd) {
            // The parent is asked for what lies there.
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "reading classes from " + text, odd);
            return null;
        }
    }

    /** By hand: the JDK keeps the first handler of a protocol that it happened to need. */
    private static @Nullable URLStreamHandler handler(String protocol, @Nullable String packages) {
        URLStreamHandler found = null;
        for (String each : packages == null ? new String[0] : packages.split("\\|")) {
            try {
                if (found == null) {
                    String name = each + "." + protocol + ".Handler";
                    found =
                            Class.forName(name, true, ClassLoader.getSystemClassLoader())
                                    .asSubclass(URLStreamHandler.class)
                                    .getDeclaredConstructor()
                                    .newInstance();
                }
            } catch (ReflectiveOperationException notOfThisPackage) {
                found = null;
            }
        }
        return found;
    }
}
