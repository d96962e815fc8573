package dev.blazesync.engine.admin;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.OriginLogs;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An {@link AdminView} as bytes, between processes of one computer that run the same program. */
public final class AdminCodec {
  private AdminCodec() {}

  public static void write(WireWriter out, AdminView view) {
    out.raw(view.node().toBytes()).raw(view.group().toBytes()).text(view.keyFile().toString());
    out.varint(view.relays().size());
    view.relays().forEach(relay -> out.text(relay.toString()));
    out.varint(view.chain().size());
    view.chain().forEach(entry -> out.sized(entry.toBytes()));
    out.varint(view.held().size());
    view.held()
        .forEach(
            (log, position) -> {
              OriginLogs.write(out, log);
              out.varint(position.sequence()).raw(position.hash());
            });
    out.u8(view.forked() ? 1 : 0);
  }

  public static AdminView read(WireReader in) {
    NodeId node = NodeId.of(in.raw(NodeId.BYTES));
    GroupId group = GroupId.of(in.raw(GroupId.BYTES));
    Path keyFile = Path.of(in.text(Limits.VALUE_BYTES));
    List<URI> relays = new ArrayList<>();
    for (int left = in.count(Limits.HUBS); left > 0; left--) {
      relays.add(URI.create(in.text(Limits.VALUE_BYTES)));
    }
    List<Entry> chain = new ArrayList<>();
    for (int left = in.count(Limits.MEMBERSHIP_ENTRIES); left > 0; left--) {
      chain.add(Entry.decode(in.sized(Limits.ENTRY_BYTES)));
    }
    Map<OriginLog, Position> held = new TreeMap<>();
    for (int left = in.count(Limits.ORIGIN_LOGS); left > 0; left--) {
      OriginLog log = OriginLogs.read(in);
      held.put(log, new Position(in.varint(), in.raw(Position.HASH_BYTES)));
    }
    return new AdminView(node, group, keyFile, relays, chain, held, in.u8() != 0);
  }
}
