package dev.blazesync.engine.membership;

/**
 * How the entries of a chain are kept where there are only objects: each under a name that its
 * index makes. Since a relay leaves an object alone that is there, of two entries behind the same
 * one only the first to arrive is ever there: that relay has accepted it on the head.
 */
public final class ChainObject {
  private static final String PREFIX = "membership-";

  private ChainObject() {}

  /** {@return the name of the object that is the entry of an index} */
  public static String name(long index) {
    return PREFIX + index;
  }

  /** {@return whether an object of this name is an entry, or nothing else may have the name} */
  public static boolean is(String name) {
    return name.startsWith(PREFIX);
  }

  /** {@return the index of the entry of this name; -1 = no entry has this name} */
  public static long index(String name) {
    if (!is(name)) {
      return -1;
    }
    String digits = name.substring(PREFIX.length());
    boolean canonical = digits.matches("0|[1-9][0-9]{0,8}");
    return canonical ? Long.parseLong(digits) : -1;
  }
}
