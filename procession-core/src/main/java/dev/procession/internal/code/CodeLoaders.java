package dev.procession.internal.code;

import dev.procession.internal.launch.ChildBoot;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The loaders of a child, by the numbers of its parent's code bases.
 *
 * <p>Belongs to the thread that runs tasks.
 */
public final class CodeLoaders {

    /** An older one is made anew if it is needed again; nobody keeps a long session's states. */
    private static final int MOST = 8;

    private final CodeClient client;

    private final Map<Integer, ClassLoader> loaders =
            new LinkedHashMap<>(2 * MOST, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Integer, ClassLoader> eldest) {
                    return size() > MOST;
                }
            };

    /**
     * Prepares; nothing is asked yet.
     *
     * @param boot what the parent has told this child
     */
    public CodeLoaders(ChildBoot boot) {
        this.client = new CodeClient(boot.parentPath(CodeClient.SOCKET), boot.secret());
    }

    /**
     * Returns the loader of a code base.
     *
     * @param base the number, not 0
     * @return the loader
     * @throws dev.procession.CodecException if there is no such code, or no parent to ask, any more
     */
    public ClassLoader loader(int base) {
        ClassLoader known = loaders.get(base);
        if (known == null) {
            known = CodeLoader.of(client, base);
            loaders.put(base, known);
        }
        return known;
    }
}
