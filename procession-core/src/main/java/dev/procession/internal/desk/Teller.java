package dev.procession.internal.desk;

/** Something that owns processes, and knows what they do. */
@FunctionalInterface
public interface Teller {

    /**
     * Says what there is to say now; short, and without waiting for anybody.
     *
     * @param report gets it
     */
    void tell(DeskReport.Builder report);
}
