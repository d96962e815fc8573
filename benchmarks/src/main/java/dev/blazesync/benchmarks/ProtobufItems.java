package dev.blazesync.benchmarks;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.blazesync.engine.operation.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Protocol buffers, coded by hand: a repeated message of seven fields. */
final class ProtobufItems implements ItemCodec {
  private static final int ITEM = 1 << 3 | 2;
  private static final int ID = 1;
  private static final int TIME = 2;
  private static final int NAME = 3;
  private static final int QTY = 4;
  private static final int PRICE = 5;
  private static final int NOTE = 6;
  private static final int UPDATED_AT = 7;

  @Override
  public byte[] encode(List<Operation> items) throws IOException {
    int[] sizes = new int[items.size()];
    int total = 0;
    for (int index = 0; index < sizes.length; index++) {
      sizes[index] = size(items.get(index));
      total += 1 + CodedOutputStream.computeUInt32SizeNoTag(sizes[index]) + sizes[index];
    }
    byte[] bytes = new byte[total];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (int index = 0; index < sizes.length; index++) {
      Operation item = items.get(index);
      out.writeUInt32NoTag(ITEM);
      out.writeUInt32NoTag(sizes[index]);
      out.writeInt64(ID, Items.id(item));
      out.writeInt64(TIME, item.time().packed());
      out.writeString(NAME, Items.text(item, 0));
      out.writeInt64(QTY, Items.number(item, 1));
      out.writeDouble(PRICE, Items.real(item, 2));
      out.writeString(NOTE, Items.text(item, 3));
      out.writeInt64(UPDATED_AT, Items.number(item, 4));
    }
    out.checkNoSpaceLeft();
    return bytes;
  }

  private static int size(Operation item) {
    return CodedOutputStream.computeInt64Size(ID, Items.id(item))
        + CodedOutputStream.computeInt64Size(TIME, item.time().packed())
        + CodedOutputStream.computeStringSize(NAME, Items.text(item, 0))
        + CodedOutputStream.computeInt64Size(QTY, Items.number(item, 1))
        + CodedOutputStream.computeDoubleSize(PRICE, Items.real(item, 2))
        + CodedOutputStream.computeStringSize(NOTE, Items.text(item, 3))
        + CodedOutputStream.computeInt64Size(UPDATED_AT, Items.number(item, 4));
  }

  @Override
  public List<Operation> decode(byte[] bytes) throws IOException {
    List<Operation> items = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    while (in.readTag() == ITEM) {
      int limit = in.pushLimit(in.readRawVarint32());
      items.add(item(in));
      in.popLimit(limit);
    }
    return items;
  }

  private static Operation item(CodedInputStream in) throws IOException {
    long id = 0;
    long time = 0;
    String name = "";
    long qty = 0;
    double price = 0;
    String note = "";
    long updatedAt = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag >>> 3) {
        case ID -> id = in.readInt64();
        case TIME -> time = in.readInt64();
        case NAME -> name = in.readStringRequireUtf8();
        case QTY -> qty = in.readInt64();
        case PRICE -> price = in.readDouble();
        case NOTE -> note = in.readStringRequireUtf8();
        case UPDATED_AT -> updatedAt = in.readInt64();
        default -> in.skipField(tag);
      }
    }
    return Items.operation(id, time, name, qty, price, note, updatedAt);
  }
}
