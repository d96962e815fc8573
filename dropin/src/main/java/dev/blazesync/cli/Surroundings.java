package dev.blazesync.cli;

import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Nullable;
import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command may see of its process.
 *
 * @param variables environment variables
 * @param console to ask a person; null = nobody sits there, so nothing may prompt
 * @param end when the process is asked to end
 */
record Surroundings(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> variables,
    @Nullable Console console,
    EndRequest end) {

  static Surroundings ofProcess() {
    return new Surroundings(
        System.in,
        System.out,
        System.err,
        System.getenv(),
        System.console(),
        EndRequest.bySignal());
  }

  /** {@return whether a person watches standard error} */
  boolean terminal() {
    return console != null && !"dumb".equals(variables.get("TERM"));
  }

  /** One line on standard error, marked as ours. */
  void tell(String message) {
    err.println("blazesync: " + message);
    err.flush();
  }

  /**
   * The password of a database with users: from {@code variable}, else from the person.
   *
   * @throws ConfigurationException if it is in neither place
   */
  char[] password(String variable, String user, String database) {
    String given = variables.get(variable);
    if (given != null) {
      return given.toCharArray();
    }
    char[] typed =
        console == null ? null : console.readPassword("Password of %s for %s: ", user, database);
    if (typed == null) {
      throw new ConfigurationException(
          "no password for user "
              + user
              + " of "
              + database
              + ": there is no terminal to ask at; put it into the environment variable "
              + variable
              + " (an empty one means an empty password)");
    }
    return typed;
  }
}
