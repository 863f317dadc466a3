/**
 * Running outside programs: their result, their lines, a dialogue with them, and several joined by
 * pipes.
 *
 * <p>{@link dev.procession.subprocess.Command} is a program with its arguments. {@link
 * dev.procession.subprocess.CommandLine#run run} runs it to its end, {@link
 * dev.procession.subprocess.CommandLine#forEachLine forEachLine} and {@link
 * dev.procession.subprocess.CommandLine#lines lines} give its lines as they come, and {@link
 * dev.procession.subprocess.CommandLine#start start} returns a {@link
 * dev.procession.subprocess.RunningCommand} to talk with.
 *
 * <h2>From Python's names</h2>
 *
 * <table class="striped">
 * <caption>What is called how</caption>
 * <thead><tr><th>Python</th><th>here</th></tr></thead>
 * <tbody>
 * <tr><td>{@code run(["ls", "-l"], capture_output=True)}</td><td>{@code Command.of("ls", "-l").run()}</td></tr>
 * <tr><td>{@code check=True}</td><td>{@code run().orThrow()}</td></tr>
 * <tr><td>{@code input=}, {@code timeout=}, {@code cwd=}</td><td>{@code input}, {@code timeout}, {@code directory}</td></tr>
 * <tr><td>{@code env=}</td><td>{@code environment}, {@code withoutEnvironment}, {@code clearEnvironment}</td></tr>
 * <tr><td>{@code stderr=STDOUT}, {@code DEVNULL}, a file</td><td>{@code mergeErrors()}, {@code errors(Output...)}</td></tr>
 * <tr><td>{@code Popen(...)}, {@code communicate}, {@code wait}, {@code poll}</td><td>{@code start()}, {@code communicate}, {@code join}, {@code exitCode}</td></tr>
 * <tr><td>{@code CalledProcessError}, {@code TimeoutExpired}</td><td>{@code CommandFailedException}, {@code CommandTimeoutException}</td></tr>
 * <tr><td>{@code pexpect.spawn}, {@code expect}, {@code sendline}, {@code sendeof}</td><td>{@code terminal().start()}, {@code expect}, {@code sendLine}, {@code closeInput}</td></tr>
 * </tbody>
 * </table>
 *
 * <h2>Memory consistency</h2>
 *
 * <p>Actions before a command is started <i>happen-before</i> its start, and its end
 * <i>happens-before</i> its result is returned. A program shares no memory with this JVM.
 */
@NullMarked
package dev.procession.subprocess;

import org.jspecify.annotations.NullMarked;
