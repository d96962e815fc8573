package dev.blazesync.engine.codec;

import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.DoubleColumn;
import dev.blazesync.engine.codec.column.IntegerColumn;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.engine.codec.column.TextBuffer;
import dev.blazesync.engine.codec.column.TextColumn;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Value;
import java.util.function.IntFunction;

/**
 * Values of a column that will be written, taken out of their objects row by row, since all that a
 * row has is near each other in memory. That goes for columns of one frequent tag; of others
 * nothing is kept, and they are asked for again. Not thread-safe.
 */
final class CellBuffer {
  private static final int NEW = -1;
  private static final int OTHER = -2;

  /** Of fewer rows nothing is kept. */
  private static final int FEW = 16;

  private final Scratch scratch;
  private final int rows;
  private int tag;
  private long[] integers = {};
  private double[] doubles = {};
  private @Nullable TextBuffer texts;
  private int count;

  private CellBuffer(int rows, Scratch scratch) {
    this.rows = rows;
    this.scratch = scratch;
    tag = rows < FEW ? OTHER : NEW;
  }

  /**
   * {@return buffers of as many columns}
   *
   * @param part of {@code scratch} that the first one uses, the next one the next
   */
  static CellBuffer[] of(int columns, int rows, int part, Scratch scratch) {
    CellBuffer[] buffers = new CellBuffer[columns];
    for (int column = 0; column < columns; column++) {
      buffers[column] = new CellBuffer(rows, rows < FEW ? scratch : scratch.part(part + column));
    }
    return buffers;
  }

  /**
   * @throws dev.blazesync.spi.RefusedException if it is a text over its limit
   */
  void add(Value value) {
    if (tag == NEW) {
      begin(value);
    }
    if (tag == ValueCodec.INT64 && value instanceof Value.Int64 number) {
      integers[count++] = number.value();
    } else if (texts != null && value instanceof Value.Text text) {
      ValueCodec.checkText(text.value());
      tag = texts.add(text.value()) ? tag : OTHER;
    } else if (tag == ValueCodec.FLOAT64 && value instanceof Value.Float64 number) {
      doubles[count++] = number.value();
    } else {
      tag = OTHER;
      texts = null;
    }
  }

  private void begin(Value first) {
    tag = OTHER;
    if (first instanceof Value.Int64) {
      tag = ValueCodec.INT64;
      integers = scratch.longs(rows);
    } else if (first instanceof Value.Text) {
      tag = ValueCodec.TEXT;
      texts = scratch.texts();
    } else if (first instanceof Value.Float64) {
      tag = ValueCodec.FLOAT64;
      doubles = scratch.doubles(rows);
    }
  }

  /**
   * Writes a {@link ValueColumn}.
   *
   * @param values those that were added
   * @param common scratch of all columns
   */
  void write(ByteSink out, IntFunction<Value> values, Scratch common) {
    if (tag == ValueCodec.INT64) {
      IntegerColumn.write(out.u8(tag), integers, count);
    } else if (tag == ValueCodec.FLOAT64) {
      DoubleColumn.write(out.u8(tag), doubles, count, common);
    } else if (tag == ValueCodec.TEXT && texts != null) {
      TextColumn.write(out.u8(tag), texts, common);
    } else {
      Value[] all = new Value[rows];
      for (int row = 0; row < rows; row++) {
        all[row] = values.apply(row);
      }
      ValueColumn.write(out, all, rows, common);
    }
  }
}
