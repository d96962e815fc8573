package dev.blazesync.engine.admin;

import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.ChainBook;
import dev.blazesync.engine.books.OriginBook.Origin;
import dev.blazesync.engine.books.StateBook.Fact;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.StoreView;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads from a database what it takes to act on its group. */
public final class AdminReader {
  private AdminReader() {}

  /**
   * @param keyFile where the keys of a node are
   * @throws ConfigurationException if the database is in no group
   */
  public static AdminView read(RecordStore store, Function<NodeId, Path> keyFile) {
    if (!store.schema().attached()) {
      throw noGroup();
    }
    try (StoreView view = store.snapshot()) {
      Books books = new Books();
      books.load(view);
      byte[] group = books.state().bytes(Fact.GROUP);
      byte[] node = books.state().bytes(Fact.NODE);
      if (group == null || node == null || books.chain().length() == 0) {
        throw noGroup();
      }
      NodeId own = NodeId.of(node);
      return new AdminView(
          own,
          GroupId.of(group),
          keyFile.apply(own),
          relays(books),
          chain(view),
          held(books),
          books.alarms().membershipForked());
    }
  }

  private static ConfigurationException noGroup() {
    return new ConfigurationException(
        "this database is in no group yet: 'blazesync sync DB --join CODE' takes it into one");
  }

  private static List<URI> relays(Books books) {
    String uris = books.state().text(Fact.RELAYS);
    return uris == null || uris.isEmpty() ? List.of() : uris.lines().map(URI::create).toList();
  }

  private static List<Entry> chain(StoreView view) {
    List<Entry> chain = new ArrayList<>();
    Entry next = ChainBook.entry(view, 0);
    while (next != null) {
      chain.add(next);
      next = ChainBook.entry(view, chain.size());
    }
    return chain;
  }

  private static Map<OriginLog, Position> held(Books books) {
    Map<OriginLog, Position> held = new TreeMap<>();
    for (Origin origin : books.origins().all()) {
      held.put(origin.log(), origin.held());
    }
    return held;
  }
}
