package dev.procession.internal.code;

import dev.procession.CodecException;
import dev.procession.codec.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads, in a child, what the parent has by a loader of its own: from the places where that loader
 * has it, or else by asking the parent.
 *
 * <p>The class path comes first, as with all loaders of the JDK: of a class that is there and in
 * the application, too, a child may see another version than an application server does, whose
 * loaders look into the application first.
 */
final class CodeLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final CodeClient client;
    private final int base;
    private final int family;

    CodeLoader(CodeClient client, int base, int family, URL[] places) {
        super("procession-code-" + base, places, ClassLoader.getSystemClassLoader());
        this.client = client;
        this.base = base;
        this.family = family;
    }

    /** The number of the first code base of the parent's loader: newer ones take its place. */
    int family() {
        return family;
    }

    /** Makes the loader of a code base. */
    static CodeLoader of(CodeClient client, int base) {
        try {
            CodeAnswer answer = client.ask(CodeProtocol.PLACES, base, "");
            if (answer.status() != CodeAnswer.FOUND) {
                throw new CodecException(answer.text());
            }
            Source source = new Source();
            source.wrap(answer.body(), 0, answer.body().length);
            int family = source.getVarint();
            return new CodeLoader(client, base, family, CodePlaces.read(source));
        } catch (IOException noParent) {
            throw new CodecException("the parent does not answer for its code", noParent);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try {
            return super.findClass(name);
        } catch (ClassNotFoundException notInAFile) {
            return fromParent(name, notInAFile);
        }
    }

    private Class<?> fromParent(String name, ClassNotFoundException notInAFile)
            throws ClassNotFoundException {
        CodeAnswer answer;
        try {
            answer = client.ask(CodeProtocol.CLASS, base, name);
        } catch (IOException noParent) {
            throw new ClassNotFoundException(name + ": the parent does not answer", noParent);
        }
        return switch (answer.status()) {
            case CodeAnswer.FOUND -> define(name, answer.body());
            case CodeAnswer.NONE -> throw notInAFile;
            default -> throw new ClassNotFoundException(answer.text());
        };
    }

    private Class<?> define(String name, byte[] body) {
        Source source = new Source();
        source.wrap(body, 0, body.length);
        byte[] file = bytes(source);
        Class<?> type = defineClass(name, file, 0, file.length);
        int variables = source.getVarint();
        for (int i = 0; i < variables; i++) {
            String variable = String.valueOf(source.getString());
            ShellClasses.assign(type, variable, bytes(source));
        }
        return type;
    }

    private static byte[] bytes(Source source) {
        byte[] bytes = new byte[source.getVarint()];
        source.getBytes(bytes, 0, bytes.length);
        return bytes;
    }

    @Override
    public @Nullable URL findResource(String name) {
        URL inAFile = super.findResource(name);
        if (inAFile != null) {
            return inAFile;
        }
        List<URL> sent = sent(name);
        return sent.isEmpty() ? null : sent.getFirst();
    }

    @Override
    public Enumeration<URL> findResources(String name) throws IOException {
        Enumeration<URL> inFiles = super.findResources(name);
        return inFiles.hasMoreElements() ? inFiles : Collections.enumeration(sent(name));
    }

    private List<URL> sent(String name) {
        try {
            CodeAnswer answer = client.ask(CodeProtocol.RESOURCES, base, name);
            if (answer.status() == CodeAnswer.FAILED) {
                throw new IOException(answer.text());
            }
            List<URL> all = new ArrayList<>();
            if (answer.status() == CodeAnswer.FOUND) {
                Source source = new Source();
                source.wrap(answer.body(), 0, answer.body().length);
                int count = source.getVarint();
                for (int i = 0; i < count; i++) {
                    all.add(url(name, bytes(source)));
                }
            }
            return all;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static URL url(String name, byte[] content) throws IOException {
        String path = "/" + URI.create("").resolve(escaped(name));
        return URL.of(URI.create("procession:" + path), new InMemory(content));
    }

    private static String escaped(String name) throws IOException {
        try {
            return new URI(null, null, name, null).getRawPath();
        } catch (java.net.URISyntaxException odd) {
            throw new IOException("no address can be made of the name of a resource: " + name, odd);
        }
    }

    /** The bytes of a resource that the parent has sent. */
    private static final class InMemory extends URLStreamHandler {
        private final byte[] content;

        InMemory(byte[] content) {
            this.content = content;
        }

        @Override
        protected URLConnection openConnection(URL address) {
            return new URLConnection(address) {
                @Override
                public void connect() {
                    connected = true;
                }

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(content);
                }

                @Override
                public long getContentLengthLong() {
                    return content.length;
                }
            };
        }
    }
}
