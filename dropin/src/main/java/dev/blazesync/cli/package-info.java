/**
 * The command line: turns arguments into calls of {@code dev.blazesync}, and what comes back into
 * text or JSON and an exit code. Each command is one class; results go to standard output,
 * everything else to standard error.
 *
 * <p>One command runs per process, on the main thread; {@link dev.blazesync.cli.Cli} itself holds
 * no state of the process, so tests run it many times. It decides nothing about sync: what only the
 * command line can do does not belong here.
 */
package dev.blazesync.cli;
