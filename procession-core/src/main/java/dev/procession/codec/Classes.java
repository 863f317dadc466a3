package dev.procession.codec;

import dev.procession.CodecException;

/** Finds the classes that messages name. */
final class Classes {

    private static final int LONGEST_NAME = 0xffff;

    private Classes() {}

    /**
     * Tells whether a class is the JDK's own, as far as the boot loader has it. That loader may
     * have ours, too: children are started so that it does.
     */
    static boolean isOfBootLayer(Class<?> type) {
        return type.getClassLoader() == null && type.getModule() != Classes.class.getModule();
    }

    /** The class of a name, if it is known here and admitted; it is not initialized. */
    static Class<?> resolve(String name, CodecContext context) {
        if (name.length() > LONGEST_NAME) {
            throw new CodecException("malformed message: a class name is too long");
        }
        Class<?> type = find(name, context);
        String rule = context.admission().refusal(type);
        if (rule != null) {
            throw refused(name, rule);
        }
        return type;
    }

    private static Class<?> find(String name, CodecContext context) {
        try {
            return Class.forName(name, false, context.loader());
        } catch (ClassNotFoundException e) {
            throw new CodecException(
                    "class " + name + " is not known here: it is not on the class path", e);
        } catch (LinkageError e) {
            throw new CodecException("class " + name + " cannot be loaded here: " + e, e);
        }
    }

    static CodecException refused(String name, String rule) {
        return new CodecException(
                "class "
                        + name
                        + " is refused: "
                        + rule
                        + "; CodecContext.allowing(\""
                        + name
                        + "\") would admit it");
    }
}
