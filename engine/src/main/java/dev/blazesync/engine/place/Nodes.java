package dev.blazesync.engine.place;

import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.place.TableConstraints.ForeignKey;
import dev.blazesync.engine.visible.Claim;
import dev.blazesync.engine.visible.Node;
import dev.blazesync.engine.visible.Reference;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.Version;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records as their constraints see them. Asks the database what its unique indexes would hold. */
final class Nodes {
  /**
   * A record.
   *
   * @param row that shows it, or would
   */
  record Described(RecordName name, RecordState state, ValueRow row, boolean fits) {}

  private final StoreView view;
  private final Constraints constraints;

  Nodes(StoreView view, Constraints constraints) {
    this.view = view;
    this.constraints = constraints;
  }

  /** {@return their nodes, in order, with those of values that may give way} */
  Map<RecordName, Node<RecordName>> of(List<Described> records) {
    Map<String, List<Described>> byTable = new LinkedHashMap<>();
    records.forEach(
        record ->
            byTable.computeIfAbsent(record.name().table(), t -> new ArrayList<>()).add(record));
    Map<RecordName, Node<RecordName>> nodes = new LinkedHashMap<>();
    byTable.forEach(
        (name, some) -> {
          TableConstraints table = constraints.table(name);
          nodes.putAll(of(table, some));
          table.values().forEach(values -> nodes.putAll(values(table, values, some)));
        });
    return nodes;
  }

  private Map<RecordName, Node<RecordName>> values(
      TableConstraints table, TableConstraints values, List<Described> records) {
    List<@Nullable Claim> claims = claims(values, 0, records.stream().map(Described::row).toList());
    Map<RecordName, Node<RecordName>> nodes = new LinkedHashMap<>();
    for (int index = 0; index < records.size(); index++) {
      Claim claim = claims.get(index);
      if (claim != null) {
        RecordName record = records.get(index).name();
        RecordName name = Yielding.value(record, values);
        nodes.put(
            name,
            new Node<>(
                name,
                values.number(),
                stamp(values, records.get(index).state()),
                List.of(claim),
                List.of(new Reference.ToRecord<>(0, table.number(), record, false)),
                true));
      }
    }
    return nodes;
  }

  private Map<RecordName, Node<RecordName>> of(TableConstraints table, List<Described> records) {
    List<ValueRow> rows = records.stream().map(Described::row).toList();
    List<List<Claim>> claims = new ArrayList<>();
    records.forEach(record -> claims.add(new ArrayList<>()));
    for (int key = 0; key < table.unique().size(); key++) {
      List<@Nullable Claim> ofKey = claims(table, key, rows);
      for (int index = 0; index < ofKey.size(); index++) {
        Claim claim = ofKey.get(index);
        if (claim != null) {
          claims.get(index).add(claim);
        }
      }
    }
    List<List<Reference<RecordName>>> references = references(table, rows);
    Map<RecordName, Node<RecordName>> nodes = new LinkedHashMap<>();
    for (int index = 0; index < records.size(); index++) {
      Described record = records.get(index);
      nodes.put(
          record.name(),
          new Node<>(
              record.name(),
              table.number(),
              stamp(table, record.state()),
              claims.get(index),
              references.get(index),
              record.fits()));
    }
    return nodes;
  }

  private static Stamp stamp(TableConstraints table, RecordState state) {
    Stamp latest = Stamp.BASE;
    TableSchema schema = table.table().schema();
    for (int column : table.contested().stream().toArray()) {
      Version version = state.registers().get(schema.columns().get(column).name());
      if (version != null) {
        latest = Stamp.max(latest, version.stamp());
      }
    }
    return latest;
  }

  /** {@return the claims of rows under one key; null where the index lets a row be} */
  List<@Nullable Claim> claims(TableConstraints table, int key, List<ValueRow> rows) {
    List<@Nullable Claim> claims = new ArrayList<>();
    KeySchema schema = table.unique().get(key);
    view.claims(
        table.table().schema(),
        schema,
        Rows.of(rows),
        row -> {
          claims.add(row.size() == 0 ? null : new Claim(table.number(), key, cells(row)));
          return true;
        });
    return claims;
  }

  private static List<Value> cells(Row row) {
    List<Value> cells = new ArrayList<>();
    for (int index = 0; index < row.size(); index++) {
      cells.add(row.value(index));
    }
    return cells;
  }

  private List<List<Reference<RecordName>>> references(
      TableConstraints table, List<ValueRow> rows) {
    List<List<Reference<RecordName>>> all = new ArrayList<>();
    rows.forEach(row -> all.add(new ArrayList<>()));
    for (ForeignKey key : table.references()) {
      TableConstraints parent = constraints.table(key.parent());
      Map<Integer, List<Value>> wanted = new LinkedHashMap<>();
      for (int index = 0; index < rows.size(); index++) {
        List<Value> cells = Cells.of(rows.get(index), key.columns());
        if (cells != null) {
          wanted.put(index, cells);
        }
      }
      if (key.parentKey() == TableConstraints.IDENTITY) {
        wanted.forEach(
            (index, cells) ->
                all.get(index)
                    .add(
                        new Reference.ToRecord<>(
                            key.number(), key.parent(), named(parent, cells), key.setNull())));
      } else {
        toClaims(key, parent, wanted).forEach((index, reference) -> all.get(index).add(reference));
      }
    }
    return all;
  }

  /** {@return the record whose identity these cells of a child are} */
  static RecordName named(TableConstraints parent, List<Value> cells) {
    List<Value> alike = new ArrayList<>();
    List<Integer> columns = parent.table().schema().identityKey().columns();
    for (int index = 0; index < cells.size(); index++) {
      ValueKind kind = parent.table().schema().columns().get(columns.get(index)).kind();
      alike.add(kind == ValueKind.INT64 ? whole(cells.get(index)) : cells.get(index));
    }
    return new RecordName(
        parent.table().name(), PortableKey.ofCells(ValueRow.of(alike), alike.size()));
  }

  /** A child may hold 1.0 where its parent's key is 1. */
  private static Value whole(Value value) {
    try {
      if (value instanceof Value.Float64 real && Double.isFinite(real.value())) {
        return new Value.Int64(new BigDecimal(real.value()).longValueExact());
      }
      if (value instanceof Value.Decimal decimal) {
        return new Value.Int64(decimal.value().longValueExact());
      }
      return value;
    } catch (ArithmeticException e) {
      return value;
    }
  }

  private Map<Integer, Reference<RecordName>> toClaims(
      ForeignKey key, TableConstraints parent, Map<Integer, List<Value>> wanted) {
    List<Integer> indexes = new ArrayList<>(wanted.keySet());
    List<Integer> columns = parent.unique().get(key.parentKey()).columns();
    List<ValueRow> parents =
        indexes.stream()
            .map(index -> parentRow(parent, columns, wanted.getOrDefault(index, List.of())))
            .toList();
    List<@Nullable Claim> claims = claims(parent, key.parentKey(), parents);
    Map<Integer, Reference<RecordName>> references = new HashMap<>();
    for (int position = 0; position < indexes.size(); position++) {
      Claim claim = claims.get(position);
      Claim known =
          claim != null
              ? claim
              : new Claim(
                  parent.number(),
                  key.parentKey(),
                  wanted.getOrDefault(indexes.get(position), List.of()));
      references.put(
          indexes.get(position), new Reference.ToClaim<>(key.number(), known, key.setNull()));
    }
    return references;
  }

  private static ValueRow parentRow(
      TableConstraints parent, List<Integer> columns, List<Value> cells) {
    List<Value> row = new ArrayList<>();
    for (int index = 0; index < parent.table().schema().columns().size(); index++) {
      int cell = columns.indexOf(index);
      row.add(cell < 0 ? Value.NULL : cells.get(cell));
    }
    return ValueRow.of(row);
  }
}
