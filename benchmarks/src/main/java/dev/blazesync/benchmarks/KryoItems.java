package dev.blazesync.benchmarks;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.blazesync.engine.operation.Operation;
import java.util.ArrayList;
import java.util.List;

/** Kryo with a serializer of its own, so that nothing is reflected upon. Not thread-safe. */
final class KryoItems implements ItemCodec {
  private final Kryo kryo = new Kryo();
  private final Serializer<Operation> serializer = new ItemSerializer();
  private final Output out = new Output(1 << 16, -1);
  private final Input in = new Input();

  @Override
  public byte[] encode(List<Operation> items) {
    out.reset();
    out.writeVarInt(items.size(), true);
    for (Operation item : items) {
      kryo.writeObject(out, item, serializer);
    }
    return out.toBytes();
  }

  @Override
  public List<Operation> decode(byte[] bytes) {
    in.setBuffer(bytes);
    int count = in.readVarInt(true);
    List<Operation> items = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      items.add(kryo.readObject(in, Operation.class, serializer));
    }
    return items;
  }

  private static final class ItemSerializer extends Serializer<Operation> {
    @Override
    public void write(Kryo kryo, Output out, Operation item) {
      out.writeVarLong(Items.id(item), true);
      out.writeVarLong(item.time().packed(), true);
      out.writeString(Items.text(item, 0));
      out.writeVarLong(Items.number(item, 1), true);
      out.writeDouble(Items.real(item, 2));
      out.writeString(Items.text(item, 3));
      out.writeVarLong(Items.number(item, 4), true);
    }

    @Override
    public Operation read(Kryo kryo, Input in, Class<? extends Operation> type) {
      return Items.operation(
          in.readVarLong(true),
          in.readVarLong(true),
          in.readString(),
          in.readVarLong(true),
          in.readDouble(),
          in.readString(),
          in.readVarLong(true));
    }
  }
}
