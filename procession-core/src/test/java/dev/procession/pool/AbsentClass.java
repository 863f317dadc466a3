package dev.procession.pool;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import dev.procession.internal.util.Harm;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes {@value Harm#ABSENT}, which this JVM does not have on its class path. */
final class AbsentClass {

    private static final ClassDesc NAME = ClassDesc.of(Harm.ABSENT);
    private static final ClassDesc SUPER = ClassDesc.of(RuntimeException.class.getName());
    private static final MethodTypeDesc CONSTRUCTOR = MethodTypeDesc.of(CD_void, CD_String);

    private AbsentClass() {}

    /** Writes it below a directory for class paths. */
    static void make(Path directory) throws IOException {
        Path file = directory.resolve(Harm.ABSENT.replace('.', '/') + ".class");
        Files.createDirectories(file.getParent());
        Files.write(
                file,
                ClassFile.of()
                        .build(
                                NAME,
                                type ->
                                        type.withSuperclass(SUPER)
                                                .withFlags(ClassFile.ACC_PUBLIC)
                                                .withMethodBody(
                                                        INIT_NAME,
                                                        CONSTRUCTOR,
                                                        ClassFile.ACC_PUBLIC,
                                                        code ->
                                                                code.aload(0)
                                                                        .aload(1)
                                                                        .invokespecial(
                                                                                SUPER,
                                                                                INIT_NAME,
                                                                                CONSTRUCTOR)
                                                                        .return_())));
    }
}
