package dev.blazesync.engine.replica;

import dev.blazesync.engine.codec.SnapshotManifest;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.membership.Removed;
import dev.blazesync.engine.seal.ObjectHeader;
import dev.blazesync.engine.seal.ObjectKind;
import dev.blazesync.engine.seal.ObjectOpener;
import dev.blazesync.engine.seal.Opening;
import dev.blazesync.engine.seal.Opening.Opened;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Opens the objects that members of the group have put on relays. */
final class SealedObjects {
  private static final String PREFIX = "snapshot-";
  private static final Pattern NAME =
      Pattern.compile("snapshot-[0-9a-f]{1,16}-([0-9a-f]{1,8})-([0-9a-f]{16})");

  private final Desk desk;

  SealedObjects(Desk desk) {
    this.desk = desk;
  }

  /**
   * {@return the name of a manifest that a device begins to make now}
   *
   * @param entries how much of the membership its maker knows
   */
  static String snapshotName(NodeId maker, int entries, long nowMillis) {
    return PREFIX
        + Long.toHexString(nowMillis)
        + "-"
        + Integer.toHexString(entries)
        + "-"
        + shortName(maker);
  }

  private static String shortName(NodeId node) {
    return node.toString().substring(0, 16);
  }

  /**
   * {@return those of some manifests that can be loaded, by their names} Their makers are in the
   * group, and knew of everybody who is not: rows of a snapshot that was made before may hold what
   * does not count of a removed device.
   */
  List<String> offered(List<String> manifests) {
    Membership membership = desk.books().chain().membership();
    if (membership == null) {
      return List.of();
    }
    Set<String> makers =
        membership.members().keySet().stream()
            .map(SealedObjects::shortName)
            .collect(Collectors.toSet());
    long removal =
        membership.removed().values().stream().mapToLong(Removed::since).max().orElse(-1);
    return manifests.stream()
        .filter(
            name -> {
              Matcher form = NAME.matcher(name);
              return form.matches()
                  && makers.contains(form.group(2))
                  && Long.parseLong(form.group(1), 16) > removal;
            })
        .toList();
  }

  /**
   * {@return a manifest; null = what is known of the membership does not open it, or its maker is
   * not in the group now}
   *
   * @throws ProtocolException if it is none, or not what its name says
   */
  @Nullable
  SnapshotManifest manifest(String name, ByteBuffer sealed) {
    Opened<ObjectHeader, ByteBuffer> opened =
        open(desk.seals().objectOpener(), ObjectKind.MANIFEST, name, sealed);
    if (opened == null || !inGroup(opened.header().maker())) {
      return null;
    }
    SnapshotManifest manifest = SnapshotManifest.decode(opened.content());
    NodeId maker = opened.header().maker();
    if (!manifest.maker().equals(maker)
        || !manifest.name().equals(name)
        || !name.endsWith("-" + shortName(maker))) {
      throw new ProtocolException(
          "the manifest " + name + " says that it is another, or another device's");
    }
    return manifest;
  }

  private boolean inGroup(NodeId node) {
    Membership membership = desk.books().chain().membership();
    return membership != null && membership.member(node) != null;
  }

  /**
   * {@return the content of a chunk}
   *
   * @throws ProtocolException if it is none, of another maker, or cannot be opened
   */
  static ByteBuffer chunk(ObjectOpener opener, String name, NodeId maker, ByteBuffer sealed) {
    Opened<ObjectHeader, ByteBuffer> opened = open(opener, ObjectKind.CHUNK, name, sealed);
    if (opened == null || !opened.header().maker().equals(maker)) {
      throw new ProtocolException(
          "object "
              + name
              + " of the snapshot is not of the device that made its manifest, or of an epoch that"
              + " is not known here");
    }
    return opened.content();
  }

  private static @Nullable Opened<ObjectHeader, ByteBuffer> open(
      ObjectOpener opener, ObjectKind kind, String name, ByteBuffer sealed) {
    Opening<ObjectHeader, ByteBuffer> opening = opener.open(kind, name, sealed);
    return opening instanceof Opened<ObjectHeader, ByteBuffer> opened ? opened : null;
  }
}
