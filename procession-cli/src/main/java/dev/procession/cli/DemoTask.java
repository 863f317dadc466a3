package dev.procession.cli;

import dev.procession.cli.DemoFinding.Counted;
import dev.procession.cli.DemoFinding.MethodSize;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The function of the demo. Runs in workers. */
final class DemoTask {

    /** How many of the largest methods there are in an answer. */
    static final int LARGEST = 8;

    private static final ClassFile CLASS_FILE =
            ClassFile.of(
                    ClassFile.DebugElementsOption.DROP_DEBUG,
                    ClassFile.LineNumbersOption.DROP_LINE_NUMBERS);

    private long nameSum;
    private long bytes;
    private long methods;
    private final Map<Opcode, Long> instructions = new EnumMap<>(Opcode.class);
    private final TreeSet<MethodSize> largest = new TreeSet<>();

    private DemoTask() {}

    /** Reads the classes, or does the harm. */
    static DemoFinding examine(DemoInput input) throws IOException {
        return switch (input) {
            case DemoInput.Batch batch -> new DemoTask().read(batch);
            case DemoInput.Hostile hostile -> hostile.harm();
        };
    }

    private Counted read(DemoInput.Batch batch) throws IOException {
        var jdk = FileSystems.getFileSystem(URI.create("jrt:/"));
        for (var name : batch.names()) {
            var content = Files.readAllBytes(jdk.getPath(batch.path(name)));
            bytes += content.length;
            add(CLASS_FILE.parse(content));
        }
        return new Counted(
                batch.names().size(), nameSum, bytes, methods, instructions, List.copyOf(largest));
    }

    private void add(ClassModel model) {
        var name = model.thisClass().asInternalName();
        nameSum += name.hashCode();
        for (var method : model.methods()) {
            methods++;
            method.code()
                    .ifPresent(code -> add(name.replace('/', '.'), method, (CodeAttribute) code));
        }
    }

    private void add(String owner, MethodModel method, CodeAttribute code) {
        var size = code.codeLength();
        if (largest.size() < LARGEST || size > largest.last().bytes()) {
            largest.add(new MethodSize(owner + "::" + method.methodName().stringValue(), size));
            if (largest.size() > LARGEST) {
                largest.pollLast();
            }
        }
        for (var element : code) {
            if (element instanceof Instruction instruction) {
                instructions.merge(instruction.opcode(), 1L, Long::sum);
            }
        }
    }

    /** Returns the sum that reading the batch must give. */
    static long expectedNameSum(DemoInput.Batch batch) {
        var sum = 0L;
        for (var name : batch.names()) {
            var simple = name.substring(0, name.length() - ".class".length());
            var prefix = batch.packageName().isEmpty() ? "" : batch.packageName() + "/";
            sum += (prefix + simple).hashCode();
        }
        return sum;
    }

    /** Lists all classes of the running JDK, not more than so many in a batch. */
    static List<DemoInput.Batch> batches(int most) throws IOException {
        List<DemoInput.Batch> batches = new ArrayList<>();
        var modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
        new JdkWalk(modules, most, batches).walk();
        return batches;
    }
}
