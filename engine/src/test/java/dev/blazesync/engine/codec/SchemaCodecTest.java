package dev.blazesync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaCodecTest {
  /** What docs/protocol.md gives as numbers; another order here would change the wire. */
  @Test
  void codesStayWhatTheyAre() {
    assertThat(ValueKind.values())
        .extracting(Enum::name)
        .containsExactly(
            "NULL",
            "BOOLEAN",
            "INT64",
            "FLOAT64",
            "DECIMAL",
            "TEXT",
            "BYTES",
            "DATE",
            "TIME",
            "TIMESTAMP",
            "TIMESTAMP_TZ",
            "UUID");
    assertThat(KeySchema.Kind.values())
        .extracting(Enum::name)
        .containsExactly("PRIMARY", "PRIMARY_GENERATED", "UNIQUE", "FOREIGN");
    assertThat(KeySchema.OnDelete.values())
        .extracting(Enum::name)
        .containsExactly("RESTRICT", "CASCADE", "SET_NULL", "SET_DEFAULT");
  }

  @Test
  void limitsHoldWhenWriting() {
    ColumnSchema column = ColumnSchema.of("c", ValueKind.TEXT, true);
    String longSql = "x".repeat(Limits.SQL_BYTES + 1);
    refused(table(Collections.nCopies(Limits.COLUMNS + 1, column), List.of(), null));
    refused(
        table(List.of(column), Collections.nCopies(Limits.KEYS + 1, KeySchema.primary(0)), null));
    refused(table(List.of(column), List.of(), longSql));
    refused(
        table(
            List.of(new ColumnSchema("c", ValueKind.TEXT, longSql, true, false, null)),
            List.of(),
            null));
    refused(
        table(
            List.of(new ColumnSchema("c", ValueKind.TEXT, null, true, false, longSql)),
            List.of(),
            null));
    refused(
        table(
            List.of(column),
            List.of(new KeySchema(null, KeySchema.Kind.UNIQUE, List.of(0), null, longSql)),
            null));
    String longest = longSql.substring(1);
    TableSchema good = table(List.of(column), List.of(), longest);
    assertThat(SchemaCodec.decode(ByteBuffer.wrap(SchemaCodec.encode(good)))).isEqualTo(good);
  }

  @Test
  void limitsHoldWhenReading() {
    malformed(new WireWriter().name("t").varint(Limits.COLUMNS + 1).raw(new byte[9000]));
    malformed(new WireWriter().name("t").varint(0).varint(Limits.KEYS + 1).raw(new byte[50_000]));
    String longSql = "x".repeat(Limits.SQL_BYTES + 1);
    malformed(new WireWriter().name("t").varint(1).name("c").u8(0).u8(4).text(longSql));
    malformed(
        new WireWriter()
            .name("t")
            .varint(0)
            .varint(0)
            .varint(0)
            .u8(1)
            .name("sqlite")
            .varint(Limits.STATEMENTS + 1)
            .raw(new byte[20_000]));
  }

  @Test
  void aKeyOverAColumnThatIsNotThereIsRefused() {
    malformed(
        new WireWriter()
            .name("t")
            .varint(1)
            .name("c")
            .u8(0)
            .u8(0)
            .varint(1)
            .u8(0)
            .u8(0)
            .varint(1)
            .varint(1)
            .varint(0)
            .u8(0));
  }

  @Test
  void theIdentityIsOneOfTheKeysOrItsOwn() {
    ColumnSchema column = ColumnSchema.of("c", ValueKind.TEXT, true);
    List<KeySchema> keys = List.of(KeySchema.primary(0), KeySchema.unique(0));
    List<KeySchema> identities = new ArrayList<>(keys);
    identities.add(KeySchema.unique(0, 0));
    for (KeySchema identity : identities) {
      TableSchema table = new TableSchema("t", List.of(column), keys, identity, null);
      assertThat(SchemaCodec.decode(ByteBuffer.wrap(SchemaCodec.encode(table)))).isEqualTo(table);
    }
  }

  @Test
  void anIdentityHasOneForm() {
    byte[] key = new WireWriter().u8(2).u8(0).varint(1).varint(0).toBytes();
    byte[] twice = new WireWriter().name("t").varint(1).name("c").u8(0).u8(0).varint(2).toBytes();
    malformed(new WireWriter().raw(twice).raw(key).raw(key).varint(2).u8(0));
    malformed(new WireWriter().raw(twice).raw(key).raw(key).varint(3).raw(key).u8(0));
    byte[] first = new WireWriter().raw(twice).raw(key).raw(key).varint(1).u8(0).toBytes();
    assertThat(SchemaCodec.encode(SchemaCodec.decode(ByteBuffer.wrap(first)))).isEqualTo(first);
  }

  private static TableSchema table(
      List<ColumnSchema> columns, List<KeySchema> keys, String statement) {
    return new TableSchema(
        "t",
        columns,
        keys,
        null,
        statement == null ? null : new TableSchema.OriginalDdl("sqlite", List.of(statement)));
  }

  private static void refused(TableSchema table) {
    assertThatThrownBy(() -> SchemaCodec.encode(table))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("over the limit");
  }

  private static void malformed(WireWriter bytes) {
    assertThatThrownBy(() -> SchemaCodec.decode(ByteBuffer.wrap(bytes.toBytes())))
        .isInstanceOf(ProtocolException.class);
  }
}
