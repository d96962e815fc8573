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
 * @param fileLocked whether it also holds the lock file beside the database: it does not beat, and
 *     whoever gets that lock knows that it has ended
 */
record Holder(long process, String computer, boolean fileLocked) {
  private static final String LOCKED = ", with the lock file";

  private static final Pattern FORM = Pattern.compile("process (\\d{1,18}) on (.+)");

  /** {@return this process} */
  static Holder self(boolean fileLocked) {
    return new Holder(ProcessHandle.current().pid(), computerName(), fileLocked);
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
    boolean locked = text.endsWith(LOCKED);
    String plain = locked ? text.substring(0, text.length() - LOCKED.length()) : text;
    Matcher matcher = FORM.matcher(plain);
    return matcher.matches()
        ? new Holder(Long.parseLong(matcher.group(1)), matcher.group(2), locked)
        : new Holder(0, "", false);
  }

  /**
   * {@return whether this lease keeps {@code self} out}
   *
   * @param ageMillis since it beat last
   */
  boolean keepsOut(Holder self, long ageMillis) {
    if (fileLocked) {
      return !self.fileLocked && computer.equals(self.computer) && !hasEnded(self);
    }
    return ageMillis < RowLease.STALE_MILLIS && !hasEnded(self);
  }

  /** {@return whether {@code self}, on the same computer, can see that this process is gone} */
  private boolean hasEnded(Holder self) {
    return process != 0
        && computer.equals(self.computer)
        && ProcessHandle.of(process).filter(ProcessHandle::isAlive).isEmpty();
  }

  @Override
  public String toString() {
    return "process " + process + " on " + computer + (fileLocked ? LOCKED : "");
  }
}
