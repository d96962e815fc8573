package dev.blazesync.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.blazesync.engine.operation.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** JSON or CBOR, streamed by Jackson: an array of objects. */
final class JacksonItems implements ItemCodec {
  private final JsonFactory factory;

  JacksonItems(JsonFactory factory) {
    this.factory = factory;
  }

  @Override
  public byte[] encode(List<Operation> items) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(100 * items.size());
    try (JsonGenerator out = factory.createGenerator(bytes)) {
      out.writeStartArray();
      for (Operation item : items) {
        out.writeStartObject();
        out.writeNumberField("id", Items.id(item));
        out.writeNumberField("time", item.time().packed());
        out.writeStringField("name", Items.text(item, 0));
        out.writeNumberField("qty", Items.number(item, 1));
        out.writeNumberField("price", Items.real(item, 2));
        out.writeStringField("note", Items.text(item, 3));
        out.writeNumberField("updated_at", Items.number(item, 4));
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    return bytes.toByteArray();
  }

  @Override
  public List<Operation> decode(byte[] bytes) throws IOException {
    List<Operation> items = new ArrayList<>();
    try (JsonParser in = factory.createParser(bytes)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.START_OBJECT) {
        items.add(item(in));
      }
    }
    return items;
  }

  private static Operation item(JsonParser in) throws IOException {
    long id = 0;
    long time = 0;
    String name = "";
    long qty = 0;
    double price = 0;
    String note = "";
    long updatedAt = 0;
    for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
      in.nextToken();
      switch (field) {
        case "id" -> id = in.getLongValue();
        case "time" -> time = in.getLongValue();
        case "name" -> name = in.getText();
        case "qty" -> qty = in.getLongValue();
        case "price" -> price = in.getDoubleValue();
        case "note" -> note = in.getText();
        case "updated_at" -> updatedAt = in.getLongValue();
        default -> in.skipChildren();
      }
    }
    return Items.operation(id, time, name, qty, price, note, updatedAt);
  }
}
