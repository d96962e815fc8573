package dev.blazesync.cli;

/** Where the process starts. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Surroundings surroundings = Surroundings.ofProcess();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) ->
            surroundings.tell("thread " + thread.getName() + " ended: " + failure));
    System.exit(new Cli(surroundings).run(arguments));
  }
}
