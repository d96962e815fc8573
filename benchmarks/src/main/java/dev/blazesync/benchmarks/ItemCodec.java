package dev.blazesync.benchmarks;

import dev.blazesync.engine.codec.PayloadCodec;
import dev.blazesync.engine.operation.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** One way to write operations of {@link Items} as bytes, and to get equal ones back. */
interface ItemCodec {
  /** Ours. */
  ItemCodec BLAZE =
      new ItemCodec() {
        @Override
        public byte[] encode(List<Operation> items) {
          return PayloadCodec.encode(items);
        }

        @Override
        public List<Operation> decode(byte[] bytes) {
          return PayloadCodec.decode(ByteBuffer.wrap(bytes), Items.WRITER);
        }
      };

  byte[] encode(List<Operation> items) throws IOException;

  List<Operation> decode(byte[] bytes) throws IOException;
}
