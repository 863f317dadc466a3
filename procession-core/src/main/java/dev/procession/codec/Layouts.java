package dev.procession.codec;

import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;

/** Hashes of the serializable fields of classes, to notice that two processes differ. */
final class Layouts {

    private static final Hashes HASHES = new Hashes();

    private Layouts() {}

    static int hashOf(ObjectStreamClass descriptor) {
        return HASHES.get(descriptor.forClass());
    }

    private static final class Hashes extends ClassValue<Integer> {

        @Override
        protected Integer computeValue(Class<?> type) {
            ObjectStreamField[] fields = ObjectStreamClass.lookupAny(type).getFields();
            int hash = fields.length;
            for (ObjectStreamField field : fields) {
                hash = Plan.mix(hash, field.getName());
                hash = Plan.mix(hash, field.getType().getName());
            }
            return hash;
        }
    }
}
