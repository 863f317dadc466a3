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

    @Test
    void M2_whoMakesItDies_nameHasItAllTheSame() throws Exception {
        ObjectId made =
                names.findOrMake(
                        "a",
                        "event",
                        one,
                        () -> {
                            table.gone(one);
                            return new Exported(new ServerEvent(), Exports.of(EventOps.class));
                        });
        assertThat(names.find("a", "event", other)).isEqualTo(made);
        assertThat(table.find(made)).isNotNull();
    }
}
