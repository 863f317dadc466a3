package com.acme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import dev.procession.pool.ProcessPool;
import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Run by a runner whose loader is not that of the class path. */
class PoolTest {

    record Point(int x, int y) implements Serializable {
        Point turned() {
            return new Point(y, x);
        }
    }

    @Test
    void aPool_findsTheTestsOwnClasses() {
        assertNotSame(ClassLoader.getSystemClassLoader(), getClass().getClassLoader());
        try (ProcessPool pool = ProcessPool.of(2)) {
            List<Point> points = List.of(new Point(1, 2), new Point(3, 4));
            assertEquals(List.of(new Point(2, 1), new Point(4, 3)), pool.map(Point::turned, points));
        }
    }
}
