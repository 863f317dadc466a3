import dev.procession.manager.ManagedMap;
import dev.procession.manager.ProcessManager;
import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import java.io.Serializable;
import java.util.List;

/** Launched as it is, by {@code java Shapes.java}; Square lies in a file of its own beside it. */
public class Shapes {

    interface Shape extends Serializable {
        double area();
    }

    record Circle(double radius) implements Shape {
        @Override
        public double area() {
            return 3 * radius * radius;
        }
    }

    static final class Broken extends Exception {
        Broken(String message) {
            super(message);
        }
    }

    static final class One {
        int value() {
            return 1;
        }
    }

    static final class Two {
        int value() {
            return 2;
        }
    }

    /** The threads load the two classes at the same time. */
    static int byVirtualThreads(int number) throws Exception {
        int[] found = new int[2];
        Thread one = Thread.ofVirtual().start(() -> found[0] = new One().value());
        Thread two = Thread.ofVirtual().start(() -> found[1] = new Two().value());
        one.join();
        two.join();
        return found[0] + found[1] + number;
    }

    static int nested(int side) {
        try (var pool = ProcessPool.of(1)) {
            return pool.apply(x -> new Square(x).side(), side);
        }
    }

    public static void main(String[] arguments) throws Exception {
        int added = 7;
        try (var pool = ProcessPool.of(2)) {
            System.out.println("captured " + pool.map(x -> x + added, List.of(1, 2, 3)));
            List<Shape> shapes = List.of(new Circle(1), new Square(2));
            System.out.println("areas " + pool.map(Shape::area, shapes));
            System.out.println("result " + pool.submit(() -> new Circle(3)).get());
            System.out.println("virtual " + pool.map(Shapes::byVirtualThreads, List.of(1, 2)));
            int side = pool.submit(() -> nested(5)).get();
            System.out.println("nested " + side);
            try {
                pool.submit(() -> {
                    throw new Broken("expected");
                }).get();
            } catch (java.util.concurrent.ExecutionException failed) {
                System.out.println("thrown " + (failed.getCause() instanceof Broken));
            }
            Object found = pool.submit(() -> Class.forName("Square").getDeclaredConstructor(int.class)
                    .newInstance(6)).get();
            System.out.println("by name " + found);
        }
        try (var process = JavaProcess.start(side -> System.out.println("child " + new Square(side)), 4)) {
            process.join();
            System.out.println(process.exitStatus());
        }
        try (var manager = ProcessManager.start()) {
            ManagedMap<String, Shape> kept = manager.map();
            kept.put("one", new Square(3));
            kept.computeIfPresent("one", (name, shape) -> new Square((int) shape.area()));
            System.out.println("managed " + kept.get("one"));
        }
    }
}
