package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Row M2: how long objects with names are kept. */
class NamesTest {

    private final ObjectTable table = new ObjectTable(Duration.ofDays(1));
    private final Names names = new Names(table);
    private final Party one = new Party("one");
    private final Party other = new Party("other");

    private static Exported event() {
        return new Exported(new ServerEvent(), Exports.of(EventOps.class));
    }

    @Test
    void M2_whoMakesItDies_nameHasItAllTheSame() throws Exception {
        ObjectId made =
                names.findOrMake(
                        "a",
                        "event",
                        one,
                        () -> {
                            table.gone(one);
                            return event();
                        });
        assertThat(names.find("a", "event", other)).isEqualTo(made);
        assertThat(table.find(made)).isNotNull();
    }

    @Test
    void M2_whoAsksIsGone_onlyTheNameKeepsIt() throws Exception {
        ObjectId made = names.findOrMake("a", "event", other, NamesTest::event);
        table.release(other, made);
        table.gone(one);
        assertThat(names.find("a", "event", one)).isEqualTo(made);
        assertThat(names.findOrMake("a", "event", one, NamesTest::event)).isEqualTo(made);
        assertThat(names.findOrMake("b", "event", one, NamesTest::event)).isNotEqualTo(made);
        assertThat(table.size()).isEqualTo(2);
        names.forget("a");
        names.forget("b");
        assertThat(table.size()).isZero();
    }
}
