package dev.procession.codec;

/**
 * The bytes that say what follows.
 *
 * <pre>
 * message:  form, body; or WITH_ATTACHMENTS, see {@link Attachments}
 * form:     INERT    body is a tagged value; nothing of users is run to decode it
 *           ACTIVE   body is a tagged value, perhaps with records, enums or lambdas
 *           STREAM   body is length:u32 and a stream of JDK serialization
 * tagged:   tag, body as the tag says
 * </pre>
 */
final class Tags {

    static final int INERT = 0x71;
    static final int ACTIVE = 0x72;
    static final int STREAM = 0x73;
    static final int WITH_ATTACHMENTS = 0x74;

    static final int NULL = 0;
    static final int TRUE = 1;
    static final int FALSE = 2;
    static final int BYTE = 3;
    static final int SHORT = 4;
    static final int CHAR = 5;
    static final int INT = 6;
    static final int LONG = 7;
    static final int FLOAT = 8;
    static final int DOUBLE = 9;
    static final int STRING = 10;
    static final int BIG_INTEGER = 11;
    static final int BIG_DECIMAL = 12;
    static final int UUID = 13;
    static final int DURATION = 14;
    static final int INSTANT = 15;
    static final int LOCAL_DATE = 16;
    static final int LOCAL_DATE_TIME = 17;
    static final int URI = 18;
    static final int PATH = 19;

    /** An array that lies beside the message; its number follows. */
    static final int ATTACHMENT = 23;

    static final int BOOLEANS = 24;
    static final int BYTES = 25;
    static final int SHORTS = 26;
    static final int CHARS = 27;
    static final int INTS = 28;
    static final int LONGS = 29;
    static final int FLOATS = 30;
    static final int DOUBLES = 31;

    static final int STRINGS = 32;
    static final int OBJECTS = 33;
    static final int ARRAY_LIST = 34;
    static final int LIST_OF = 35;
    static final int LIST_WITH_NULLS = 36;
    static final int SET_OF = 37;
    static final int MAP_OF = 38;
    static final int HASH_SET = 39;
    static final int LINKED_HASH_SET = 40;
    static final int HASH_MAP = 41;
    static final int LINKED_HASH_MAP = 42;
    static final int OPTIONAL = 43;

    /** The tags from here on run code of users. */
    static final int FIRST_ACTIVE = 64;

    static final int RECORD = 64;
    static final int ENUM = 65;
    static final int LAMBDA = 66;

    /** How deep tagged values nest; deeper ones go by JDK serialization. */
    static final int MAX_DEPTH = 32;

    /** How deep the elements of sets and the keys of maps nest: hashing them costs that often. */
    static final int MAX_HASH_DEPTH = 12;

    /** Strings and numbers beyond this many characters or bytes are not written twice. */
    static final int BULKY = 64;

    private Tags() {}
}
