package dev.blazesync.engine.hub;

import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.membership.NotMemberException;
import dev.blazesync.engine.seal.BatchCheck.Verdict;
import dev.blazesync.engine.seal.ObjectCheck;
import dev.blazesync.engine.seal.ObjectCheck.Checked;
import dev.blazesync.engine.seal.ObjectHeader;
import dev.blazesync.engine.seal.ObjectKind;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * Whether an object that is no entry of the membership may be kept: the rule every hub log keeps.
 * Only chunks are named by a hash, and everything else is a manifest; both are of the group, and
 * sealed by a device that is in it. Pure.
 *
 * @param checked as it was found when it was read; null = it is no object of a group
 * @param malformed why it is none
 * @param bytes from position to limit; somebody else's memory
 */
record ObjectFacts(
    String name,
    @Nullable Checked checked,
    @Nullable ProtocolException malformed,
    ByteBuffer bytes) {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /**
   * Hashes it, and verifies its signature. What is wrong with it, {@link #require} says: nobody
   * minds if an object of that name is there.
   *
   * @param membership as far as it is known; null = of a group never heard of
   */
  static ObjectFacts read(String name, @Nullable Membership membership, ByteBuffer bytes) {
    try {
      return new ObjectFacts(name, check(membership).check(name, bytes), null, bytes);
    } catch (ProtocolException e) {
      return new ObjectFacts(name, null, e, bytes);
    }
  }

  private static ObjectCheck check(@Nullable Membership membership) {
    return new ObjectCheck(node -> membership == null ? null : membership.keys(node));
  }

  /**
   * {@return the device that sealed it}
   *
   * @throws ProtocolException if it is no object that could have this name
   * @throws NotMemberException if it was sealed by a device that is not known to be in the group
   * @throws RefusedException if it is another group's, or its signature is wrong
   */
  NodeId require(GroupId group, @Nullable Membership membership) {
    if (checked == null) {
      String why = malformed == null ? "it is no object" : malformed.getMessage();
      throw new ProtocolException("object " + name + " is not kept: " + why, malformed);
    }
    ObjectHeader header = checked.header();
    if ((header.kind() == ObjectKind.CHUNK) != HASH.matcher(name).matches()) {
      throw new ProtocolException(
          "object "
              + name
              + " is not kept: a hash is the name of a chunk, and a chunk's only name");
    }
    if (!header.group().equals(group)) {
      throw refused("it belongs to group " + header.group() + ", not to " + group);
    }
    NodeId maker = header.maker();
    if (membership == null || membership.member(maker) == null) {
      throw new NotMemberException(
          notKept("device " + maker + ", which sealed it, is no member of group " + group));
    }
    if (verdict(membership) != Verdict.SOUND) {
      throw refused("it does not have the signature of device " + maker);
    }
    return maker;
  }

  private Verdict verdict(Membership membership) {
    return checked == null || checked.verdict() == Verdict.UNKNOWN_ORIGIN
        ? check(membership).check(name, bytes).verdict()
        : checked.verdict();
  }

  private RefusedException refused(String why) {
    return new RefusedException(notKept(why));
  }

  private String notKept(String why) {
    return "object " + name + " is not kept: " + why;
  }
}
