package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.column.Wtf8;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A table's schema as bytes:
 *
 * <pre>
 * table    name, varint columns, each; varint keys, each; identity; original DDL
 * column   name, u8 kind, u8 bits (1 nullable, 2 generated, 4 type, 8 default),
 *          [type], [default]
 * key      u8 kind, u8 bits (1 name, 2 predicate, 4 terms), [name], varint columns, each varint
 *          index, for a foreign key: table name, varint columns, each name, u8 on delete, u8
 *          deferred, [predicate], [varint terms, each]
 * identity varint: 0 none, n + 1 = the n-th of the keys, number of keys + 1 = another, follows
 * DDL      u8: 0 none, 1 = name of the dialect, varint statements, each
 * </pre>
 *
 * <p>Codes of kinds: the order in which {@link ValueKind}, {@link KeySchema.Kind} and {@link
 * KeySchema.OnDelete} declare them, from 0; {@code SchemaCodecTest} pins them.
 */
public final class SchemaCodec {
  private static final int NULLABLE = 1;
  private static final int GENERATED = 2;
  private static final int TYPED = 4;
  private static final int DEFAULTED = 8;
  private static final int NAMED = 1;
  private static final int PARTIAL = 2;
  private static final int TERMS = 4;

  private static final List<ValueKind> VALUE_KINDS = List.of(ValueKind.values());
  private static final List<KeySchema.Kind> KEY_KINDS = List.of(KeySchema.Kind.values());
  private static final List<KeySchema.OnDelete> ON_DELETE = List.of(KeySchema.OnDelete.values());

  private SchemaCodec() {}

  /**
   * @throws RefusedException if a name, a statement or a count is over its limit
   */
  public static void write(WireWriter out, TableSchema table) {
    out.name(table.name());
    writeCount(out, table.columns().size(), Limits.COLUMNS, "columns");
    table.columns().forEach(column -> writeColumn(out, column));
    writeCount(out, table.keys().size(), Limits.KEYS, "keys");
    table.keys().forEach(key -> writeKey(out, key));
    KeySchema identity = table.identity();
    int known = identity == null ? -1 : table.keys().indexOf(identity);
    if (identity == null) {
      out.varint(0);
    } else if (known >= 0) {
      out.varint(known + 1L);
    } else {
      out.varint(table.keys().size() + 1L);
      writeKey(out, identity);
    }
    TableSchema.OriginalDdl ddl = table.originalDdl();
    if (ddl == null) {
      out.u8(0);
    } else {
      out.u8(1).name(ddl.dialect());
      writeStatements(out, ddl.statements());
    }
  }

  public static TableSchema read(WireReader in) {
    String name = in.name();
    int columnCount = in.count(Limits.COLUMNS, 3);
    List<ColumnSchema> columns = new ArrayList<>(columnCount);
    for (int index = 0; index < columnCount; index++) {
      columns.add(readColumn(in));
    }
    int keyCount = in.count(Limits.KEYS, 4);
    List<KeySchema> keys = new ArrayList<>(keyCount);
    for (int index = 0; index < keyCount; index++) {
      keys.add(readKey(in, columnCount));
    }
    KeySchema identity = readIdentity(in, keys, columnCount);
    TableSchema.OriginalDdl ddl = null;
    if (bool(in)) {
      ddl = new TableSchema.OriginalDdl(in.name(), readStatements(in));
    }
    return new TableSchema(name, columns, keys, identity, ddl);
  }

  public static byte[] encode(TableSchema table) {
    WireWriter out = new WireWriter();
    write(out, table);
    return out.toBytes();
  }

  /**
   * @throws dev.blazesync.spi.ProtocolException if {@code bytes} are not exactly one table
   */
  public static TableSchema decode(ByteBuffer bytes) {
    WireReader in = new WireReader(bytes, "table schema");
    TableSchema table = read(in);
    in.end();
    return table;
  }

  static void writeStatements(WireWriter out, List<String> statements) {
    writeCount(out, statements.size(), Limits.STATEMENTS, "statements");
    statements.forEach(statement -> writeSql(out, statement));
  }

  static List<String> readStatements(WireReader in) {
    int count = in.count(Limits.STATEMENTS, 1);
    List<String> statements = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      statements.add(in.text(Limits.SQL_BYTES));
    }
    return statements;
  }

  static void writeCount(WireWriter out, int count, int max, String what) {
    if (count > max) {
      throw new RefusedException(count + " " + what + " are over the limit of " + max);
    }
    out.varint(count);
  }

  private static void writeColumn(WireWriter out, ColumnSchema column) {
    String type = column.declaredType();
    String defaultSql = column.defaultSql();
    int bits = column.nullable() ? NULLABLE : 0;
    bits |= column.generated() ? GENERATED : 0;
    bits |= type != null ? TYPED : 0;
    bits |= defaultSql != null ? DEFAULTED : 0;
    out.name(column.name()).u8(VALUE_KINDS.indexOf(column.kind())).u8(bits);
    if (type != null) {
      writeSql(out, type);
    }
    if (defaultSql != null) {
      writeSql(out, defaultSql);
    }
  }

  private static ColumnSchema readColumn(WireReader in) {
    String name = in.name();
    ValueKind kind = code(in, VALUE_KINDS, "kind of value");
    int bits = bits(in, NULLABLE | GENERATED | TYPED | DEFAULTED);
    String type = (bits & TYPED) != 0 ? in.text(Limits.SQL_BYTES) : null;
    String defaultSql = (bits & DEFAULTED) != 0 ? in.text(Limits.SQL_BYTES) : null;
    return new ColumnSchema(
        name, kind, type, (bits & NULLABLE) != 0, (bits & GENERATED) != 0, defaultSql);
  }

  private static void writeKey(WireWriter out, KeySchema key) {
    String name = key.name();
    String predicate = key.predicate();
    List<String> terms = key.terms();
    out.u8(KEY_KINDS.indexOf(key.kind()));
    int bits = name != null ? NAMED : 0;
    bits |= predicate != null ? PARTIAL : 0;
    out.u8(bits | (terms != null ? TERMS : 0));
    if (name != null) {
      out.name(name);
    }
    writeCount(out, key.columns().size(), Limits.COLUMNS, "key columns");
    key.columns().forEach(out::varint);
    KeySchema.Reference reference = key.reference();
    if (reference != null) {
      out.name(reference.table());
      writeCount(out, reference.columns().size(), Limits.COLUMNS, "referred columns");
      reference.columns().forEach(out::name);
      out.u8(ON_DELETE.indexOf(reference.onDelete())).u8(reference.deferred() ? 1 : 0);
    }
    if (predicate != null) {
      writeSql(out, predicate);
    }
    if (terms != null) {
      writeCount(out, terms.size(), Limits.COLUMNS, "key terms");
      terms.forEach(term -> writeSql(out, term));
    }
  }

  private static KeySchema readKey(WireReader in, int tableColumns) {
    KeySchema.Kind kind = code(in, KEY_KINDS, "kind of key");
    int bits = bits(in, NAMED | PARTIAL | TERMS);
    String name = (bits & NAMED) != 0 ? in.name() : null;
    int count = in.count(Limits.COLUMNS, 1);
    if (count == 0) {
      throw in.bad("a key has no columns");
    }
    List<Integer> columns = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      int column = in.count(Limits.COLUMNS);
      if (column >= tableColumns) {
        throw in.bad("a key has column " + column + " of " + tableColumns);
      }
      columns.add(column);
    }
    KeySchema.Reference reference = kind == KeySchema.Kind.FOREIGN ? readReference(in) : null;
    String predicate = (bits & PARTIAL) != 0 ? in.text(Limits.SQL_BYTES) : null;
    List<String> terms = (bits & TERMS) != 0 ? readTerms(in) : null;
    return new KeySchema(name, kind, columns, reference, predicate, terms);
  }

  private static List<String> readTerms(WireReader in) {
    int count = in.count(Limits.COLUMNS, 1);
    List<String> terms = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      terms.add(in.text(Limits.SQL_BYTES));
    }
    return terms;
  }

  private static KeySchema.Reference readReference(WireReader in) {
    String table = in.name();
    int count = in.count(Limits.COLUMNS, 1);
    List<String> columns = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      columns.add(in.name());
    }
    KeySchema.OnDelete onDelete = code(in, ON_DELETE, "action on delete");
    return new KeySchema.Reference(table, columns, onDelete, bool(in));
  }

  private static @Nullable KeySchema readIdentity(
      WireReader in, List<KeySchema> keys, int tableColumns) {
    int number = in.count(keys.size() + 1);
    if (number == 0) {
      return null;
    }
    if (number <= keys.size()) {
      KeySchema identity = keys.get(number - 1);
      if (keys.indexOf(identity) != number - 1) {
        throw in.bad("the identity names the second of two equal keys");
      }
      return identity;
    }
    KeySchema identity = readKey(in, tableColumns);
    if (keys.contains(identity)) {
      throw in.bad("the identity repeats a key");
    }
    return identity;
  }

  private static void writeSql(WireWriter out, String sql) {
    byte[] bytes = Wtf8.encode(sql);
    if (bytes.length > Limits.SQL_BYTES) {
      throw new RefusedException(
          "an SQL text of "
              + bytes.length
              + " bytes is over the limit of "
              + Limits.SQL_BYTES
              + ": "
              + sql.substring(0, 60)
              + "...");
    }
    out.sized(bytes);
  }

  private static <T> T code(WireReader in, List<T> known, String what) {
    int code = in.u8();
    if (code >= known.size()) {
      throw in.bad("unknown " + what + " " + code);
    }
    return known.get(code);
  }

  private static int bits(WireReader in, int known) {
    int bits = in.u8();
    if ((bits & ~known) != 0) {
      throw in.bad("unknown bits " + Integer.toHexString(bits));
    }
    return bits;
  }

  private static boolean bool(WireReader in) {
    return bits(in, 1) == 1;
  }
}
