import dev.procession.TaskFunction;
import dev.procession.pool.ProcessPool;
var pool = ProcessPool.of(2);
int added = 10;
int twice(int x) { return 2 * x + added; }
System.out.println("method " + pool.map(x -> twice(x), List.of(1, 2, 3)));
added = 100;
System.out.println("variable " + pool.map(x -> twice(x), List.of(1, 2, 3)));
int twice(int x) { return -2 * x + added; }
System.out.println("anew " + pool.map(x -> twice(x), List.of(1, 2, 3)));
record Circle(double radius) implements Serializable { double area() { return 3 * radius * radius; } }
System.out.println("argument " + pool.map(c -> c.area(), List.of(new Circle(1), new Circle(2))));
System.out.println("result " + pool.submit(() -> new Circle(3)).get());
TaskFunction<Integer, Integer> function = x -> x + added;
System.out.println("before " + pool.map(function, List.of(1)));
added = 7;
System.out.println("after " + pool.map(function, List.of(1)));
var names = new ArrayList<>(List.of(new Circle(1)));
System.out.println("session " + pool.submit(() -> names.getFirst().area()).get());
var thread = new Thread();
String failure(Callable<?> task) { try { task.call(); return "none"; } catch (Exception e) { Throwable c = e; while (c.getCause() != null) { c = c.getCause(); } return c.getMessage(); } }
System.out.println("refused " + failure(() -> pool.submit(() -> thread.getName()).get()));
System.out.println("goes on " + pool.apply(x -> x + 1, 1));
pool.close();
/exit
