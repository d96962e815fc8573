package dev.blazesync.cli;

import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.SyncException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** All commands, and what happens when one fails. Not thread-safe. */
final class Cli {
  private final Surroundings surroundings;
  private final Root root = new Root();

  Cli(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** {@return the exit code} */
  int run(String... arguments) {
    int code;
    try {
      code = commands(arguments).execute(arguments);
    } catch (Error e) { // a missing native library, no memory: still one line and an exit code
      code = failed(e, "");
    }
    surroundings.out().flush();
    surroundings.err().flush();
    return code;
  }

  /** {@return all commands, or the one that {@code arguments} name} */
  CommandLine commands(String... arguments) {
    return new Commands(surroundings)
        .below(root, List.of(arguments))
        .setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .setParameterExceptionHandler(this::misused)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> failed(failure, database(parsed)));
  }

  private int misused(ParameterException mistake, String[] arguments) {
    PrintWriter err = mistake.getCommandLine().getErr();
    err.println("blazesync: " + mistake.getMessage());
    err.println();
    mistake.getCommandLine().usage(err);
    if (root.verbose) {
      mistake.printStackTrace(err);
    }
    return Exit.USAGE.code();
  }

  /**
   * @param database the one it was about; empty = none, or several, which the message tells apart
   */
  private int failed(Throwable failure, String database) {
    String message = message(failure);
    boolean which = failure instanceof DamagedException && !message.contains(database);
    surroundings.tell(which ? database + ": " + message : message);
    if (root.verbose) {
      failure.printStackTrace(surroundings.err());
    }
    return Exit.of(failure).code();
  }

  private static String database(ParseResult parsed) {
    ParseResult command = parsed;
    while (command.hasSubcommand()) {
      command = command.subcommand();
    }
    return command.matchedPositionals().size() == 1
        ? command.matchedPositionals().get(0).originalStringValues().get(0)
        : "";
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof SyncException && message != null) {
      return message;
    }
    return "unexpected failure: "
        + failure
        + "; this is a bug in BlazeSync: run the command again with --verbose and report what it"
        + " prints";
  }

  /** The command without a command. */
  @Command(
      name = "blazesync",
      description = "Keeps existing SQLite and H2 databases in sync between devices.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      synopsisSubcommandLabel = "COMMAND",
      footer = {
        "",
        "Example:",
        "  blazesync hub &",
        "  blazesync group create --hub tcp://127.0.0.1:7411 > code",
        "  blazesync sync shop.db --join - < code",
        "",
        "Exit codes: 0 done, 1 the answer is no, 2 usage, 3 cannot, 4 refused, 5 damaged."
      })
  static final class Root implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    private boolean verbose;

    @Option(
        names = "--verbose",
        scope = ScopeType.INHERIT,
        description = "Log what happens, and print stack traces of failures.")
    void verbose(boolean on) {
      verbose = on;
      if (on) {
        // read when the first logger is made, which is after the arguments are parsed
        System.setProperty(QuietLogging.LEVEL_PROPERTY, "DEBUG");
      }
    }

    @Override
    public void run() {
      if (spec != null) {
        throw new ParameterException(spec.commandLine(), "say which command");
      }
    }
  }

  /** The version the build wrote. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
        properties.load(in);
      }
      return new String[] {"blazesync " + properties.getProperty("version")};
    }
  }
}
