package dev.blazesync.cli;

/** Where the process starts. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(new Cli(Surroundings.ofProcess()).run(arguments));
  }
}
