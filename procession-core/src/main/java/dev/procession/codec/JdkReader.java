package dev.procession.codec;

import dev.procession.CodecException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Reads what {@link JdkWriter} wrote. Each message is a stream of its own. */
final class JdkReader extends ObjectInputStream {

    private final CodecContext context;
    private final Object[] attached;

    JdkReader(Source source, int offset, int length, CodecContext context, JdkFilter filter)
            throws IOException {
        super(new ByteArrayInputStream(source.bytes(), offset, length));
        this.context = context;
        this.attached = source.attached();
        setObjectInputFilter(filter);
        if (attached.length > 0) {
            enableResolveObject(true);
        }
    }

    @Override
    protected Object resolveObject(Object value) {
        return value instanceof Attachment attachment
                ? Attachments.get(attached, attachment.number())
                : value;
    }

    @Override
    protected void readStreamHeader() {}

    /** Judges the class before its descriptor is looked up, which would initialize it. */
    @Override
    protected ObjectStreamClass readClassDescriptor() throws IOException {
        String name = readUTF();
        long version = readLong();
        int layout = readInt();
        Class<?> primitive = primitive(name);
        Class<?> type = primitive != null ? primitive : Classes.resolve(name, context);
        ObjectStreamClass local = ObjectStreamClass.lookupAny(type);
        if (local.getSerialVersionUID() != version) {
            throw new CodecException(
                    "the processes run different versions of "
                            + name
                            + ": serialVersionUID "
                            + version
                            + " there, "
                            + local.getSerialVersionUID()
                            + " here");
        }
        if (Layouts.hashOf(local) != layout) {
            throw new CodecException(Decoder.differs(name));
        }
        return local;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass descriptor) {
        return descriptor.forClass();
    }

    @Override
    @SuppressWarnings("deprecation") // the class is wanted, not an instance
    protected Class<?> resolveProxyClass(String[] interfaces) {
        Class<?>[] types = new Class<?>[interfaces.length];
        ClassLoader loader = context.loader();
        for (int i = 0; i < interfaces.length; i++) {
            types[i] = Classes.resolve(interfaces[i], context);
            if (!Modifier.isPublic(types[i].getModifiers())) {
                loader = types[i].getClassLoader();
            }
        }
        return Proxy.getProxyClass(loader, types);
    }

    private static @Nullable Class<?> primitive(String name) {
        return name.indexOf('.') < 0 ? Class.forPrimitiveName(name) : null;
    }
}
