package dev.procession.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which classes a message may name.
 *
 * <p>Of the JDK: {@code java.base} without reflection and most of {@code java.net} (a {@code URL}
 * in a hash set looks up DNS), throwables, and the values of {@code java.sql}. Of applications:
 * every class, or under <i>strict</i> only listed ones. A class is judged before it is initialized.
 */
final class Admission {

    static final Admission STANDARD = new Admission(false, new String[0]);
    static final Admission STRICT = new Admission(true, new String[0]);

    /** Parts of java.base that are refused; a trailing dot stands for a package and all below. */
    private static final String[] REFUSED = {
        "java.lang.reflect.",
        "java.lang.invoke.",
        "java.net.",
        "java.rmi.",
        "sun.reflect.",
        "jdk.internal.",
        "java.lang.Process",
        "java.lang.Thread",
        "java.lang.ClassLoader",
    };

    /** What is admitted although a rule above would refuse it. */
    private static final String[] ADMITTED = {
        "java.lang.invoke.SerializedLambda",
        "java.lang.reflect.Proxy",
        "java.net.URI",
        "java.net.InetAddress",
        "java.net.Inet4Address",
        "java.net.Inet6Address",
        "java.net.InetSocketAddress",
        "java.net.SocketAddress",
        "java.sql.Date",
        "java.sql.Time",
        "java.sql.Timestamp",
    };

    /** Packages of ours whose values travel. */
    private static final String[] OURS = {
        "dev.procession",
        "dev.procession.connection",
        "dev.procession.internal.shared",
        "dev.procession.manager",
        "dev.procession.memory",
        "dev.procession.queue",
        "dev.procession.sync",
    };

    private final boolean strict;
    private final String[] allowed;

    private Admission(boolean strict, String[] allowed) {
        this.strict = strict;
        this.allowed = allowed;
    }

    Admission allowing(String[] patterns) {
        String[] joined = Arrays.copyOf(allowed, allowed.length + patterns.length);
        System.arraycopy(patterns, 0, joined, allowed.length, patterns.length);
        return new Admission(strict, joined);
    }

    /** Returns the rule that refuses {@code type}, or null if it is admitted. */
    @Nullable String refusal(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        if (element.isPrimitive() || isListed(element.getName())) {
            return null;
        }
        ClassLoader owner = element.getClassLoader();
        boolean isPlatform = owner != null && owner.equals(ClassLoader.getPlatformClassLoader());
        if (isPlatform || Classes.isOfBootLayer(element)) {
            return refusalOfPlatform(element);
        }
        return strict && !isOurs(element)
                ? "only listed classes are admitted in strict mode"
                : null;
    }

    private static @Nullable String refusalOfPlatform(Class<?> type) {
        String name = type.getName();
        if (contains(ADMITTED, name)) {
            return null;
        }
        if (Throwable.class.isAssignableFrom(type)) {
            return name.equals("javax.management.BadAttributeValueExpException")
                    ? "it runs code of its content when decoded"
                    : null;
        }
        if (type.getModule() != Object.class.getModule()) {
            return "of the JDK only values of java.base and java.sql are admitted";
        }
        for (String refused : REFUSED) {
            if (refused.endsWith(".") ? name.startsWith(refused) : name.equals(refused)) {
                return "reflection, networking and internals of the JDK are not admitted";
            }
        }
        return null;
    }

    /** Our own stand-ins for values that JDK serialization does not take, and our handles. */
    private static boolean isOurs(Class<?> type) {
        return type.getModule() == Admission.class.getModule()
                && (type == Attachment.class
                        || type.getEnclosingClass() == Replacements.class
                        || contains(OURS, type.getPackageName()));
    }

    private boolean isListed(String name) {
        for (String pattern : allowed) {
            if (matches(pattern, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String pattern, String name) {
        if (pattern.endsWith(".**")) {
            return name.startsWith(pattern.substring(0, pattern.length() - 2));
        }
        if (pattern.endsWith(".*")) {
            int dot = pattern.length() - 1;
            return name.startsWith(pattern.substring(0, dot)) && name.indexOf('.', dot) < 0;
        }
        return pattern.equals(name);
    }

    private static boolean contains(String[] names, String name) {
        for (String candidate : names) {
            if (candidate.equals(name)) {
                return true;
            }
        }
        return false;
    }
}
