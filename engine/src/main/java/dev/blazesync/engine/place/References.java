package dev.blazesync.engine.place;

import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.KeySchema.Reference;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The foreign keys of a database: who refers to whom. Immutable. */
public final class References {
  /**
   * @param child table that refers
   */
  public record Referrer(TableSchema child, KeySchema key) {
    Reference reference() {
      Reference reference = key.reference();
      if (reference == null) {
        throw new IllegalStateException("no foreign key: " + key);
      }
      return reference;
    }
  }

  private final DatabaseSchema schema;

  public References(DatabaseSchema schema) {
    this.schema = schema;
  }

  /** {@return the foreign keys that point to {@code parent}} */
  List<Referrer> to(String parent) {
    List<Referrer> referrers = new ArrayList<>();
    for (TableSchema table : schema.tables()) {
      for (KeySchema key : table.keys()) {
        if (key.reference() != null && key.reference().table().equalsIgnoreCase(parent)) {
          referrers.add(new Referrer(table, key));
        }
      }
    }
    return referrers;
  }

  /** {@return the table of this name, in whatever case; null if there is none} */
  @Nullable
  TableSchema table(String name) {
    return schema.tables().stream()
        .filter(table -> table.name().equalsIgnoreCase(name))
        .findFirst()
        .orElse(null);
  }

  /** {@return the tables, parents before children; where they form a ring, in the order given} */
  public static List<TableSchema> parentsFirst(List<TableSchema> tables) {
    Set<TableSchema> ordered = new LinkedHashSet<>();
    Set<TableSchema> visiting = new LinkedHashSet<>();
    for (TableSchema table : tables) {
      visit(table, tables, visiting, ordered);
    }
    return new ArrayList<>(ordered);
  }

  private static void visit(
      TableSchema table, List<TableSchema> all, Set<TableSchema> visiting, Set<TableSchema> done) {
    if (done.contains(table) || !visiting.add(table)) {
      return;
    }
    for (KeySchema key : table.keys()) {
      Reference reference = key.reference();
      if (reference != null) {
        for (TableSchema parent : all) {
          if (parent.name().equalsIgnoreCase(reference.table())) {
            visit(parent, all, visiting, done);
          }
        }
      }
    }
    done.add(table);
  }
}
