package dev.blazesync.engine.node;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who holds a lease: a process on a computer.
 *
 * @param process its number; 0 = not known
 * @param computer its name; empty = not known
 */
record Holder(long process, String computer) {
  private static final Pattern FORM = Pattern.compile("process (\\d{1,18}) on (.+)");

  /** {@return this process} */
  static Holder self() {
    return new Holder(ProcessHandle.current().pid(), computerName());
  }

  private static String computerName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "this computer";
    }
  }

  /** {@return the holder that {@link #toString} wrote; one that is not known for any other text} */
  static Holder parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? new Holder(Long.parseLong(matcher.group(1)), matcher.group(2))
        : new Holder(0, "");
  }

  /** {@return whether {@code self}, on the same computer, can see that this process is gone} */
  boolean hasEnded(Holder self) {
    return process != 0
        && computer.equals(self.computer)
        && ProcessHandle.of(process).filter(ProcessHandle::isAlive).isEmpty();
  }

  @Override
  public String toString() {
    return "process " + process + " on " + computer;
  }
}
