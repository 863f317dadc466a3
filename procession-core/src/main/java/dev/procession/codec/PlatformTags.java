package dev.procession.codec;

import java.nio.file.Path;

/** The tags of the classes of the JDK, by exact class. */
final class PlatformTags {

    /** Pairs of a class name and its tag; by name, so that no class is loaded by asking. */
    private static final Object[] NAMES = {
        "java.lang.Boolean", Tags.TRUE,
        "java.lang.Byte", Tags.BYTE,
        "java.lang.Short", Tags.SHORT,
        "java.lang.Character", Tags.CHAR,
        "java.lang.Integer", Tags.INT,
        "java.lang.Long", Tags.LONG,
        "java.lang.Float", Tags.FLOAT,
        "java.lang.Double", Tags.DOUBLE,
        "java.lang.String", Tags.STRING,
        "java.math.BigInteger", Tags.BIG_INTEGER,
        "java.math.BigDecimal", Tags.BIG_DECIMAL,
        "java.util.UUID", Tags.UUID,
        "java.time.Duration", Tags.DURATION,
        "java.time.Instant", Tags.INSTANT,
        "java.time.LocalDate", Tags.LOCAL_DATE,
        "java.time.LocalDateTime", Tags.LOCAL_DATE_TIME,
        "java.net.URI", Tags.URI,
        "[Z", Tags.BOOLEANS,
        "[B", Tags.BYTES,
        "[S", Tags.SHORTS,
        "[C", Tags.CHARS,
        "[I", Tags.INTS,
        "[J", Tags.LONGS,
        "[F", Tags.FLOATS,
        "[D", Tags.DOUBLES,
        "[Ljava.lang.String;", Tags.STRINGS,
        "[Ljava.lang.Object;", Tags.OBJECTS,
        "java.util.ArrayList", Tags.ARRAY_LIST,
        "java.util.ImmutableCollections$List12", Tags.LIST_OF,
        "java.util.ImmutableCollections$ListN", Tags.LIST_OF,
        "java.util.ImmutableCollections$Set12", Tags.SET_OF,
        "java.util.ImmutableCollections$SetN", Tags.SET_OF,
        "java.util.ImmutableCollections$Map1", Tags.MAP_OF,
        "java.util.ImmutableCollections$MapN", Tags.MAP_OF,
        "java.util.HashSet", Tags.HASH_SET,
        "java.util.LinkedHashSet", Tags.LINKED_HASH_SET,
        "java.util.HashMap", Tags.HASH_MAP,
        "java.util.LinkedHashMap", Tags.LINKED_HASH_MAP,
        "java.util.Optional", Tags.OPTIONAL,
    };

    private PlatformTags() {}

    /** Returns the tag of a class that the boot loader defined, or {@link Plan#UNTAGGED}. */
    static int of(Class<?> type) {
        String name = type.getName();
        for (int i = 0; i < NAMES.length; i += 2) {
            if (NAMES[i].equals(name)) {
                return (Integer) NAMES[i + 1];
            }
        }
        return Path.class.isAssignableFrom(type) ? Tags.PATH : Plan.UNTAGGED;
    }
}
