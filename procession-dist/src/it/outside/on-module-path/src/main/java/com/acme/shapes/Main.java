package com.acme.shapes;

import dev.procession.pool.ProcessPool;
import java.io.Serializable;
import java.util.List;

public final class Main {

    /** In a package that is open to nobody. */
    record Square(int side) implements Serializable {

        Square grown() {
            return new Square(side + 1);
        }
    }

    private Main() {}

    private static String where() {
        return "in module " + Main.class.getModule().getName();
    }

    public static void main(String[] args) {
        try (var pool = ProcessPool.of(2)) {
            System.out.println(pool.map(Square::grown, List.of(new Square(1), new Square(2))));
            System.out.println(pool.submit(Main::where).join());
        }
    }
}
