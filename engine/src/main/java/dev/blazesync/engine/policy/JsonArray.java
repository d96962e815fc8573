package dev.blazesync.engine.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.blazesync.spi.Nullable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON arrays (RFC 8259) as lists of canonical element texts: no white space, members of objects
 * sorted by name, the last of equal names, no escapes that are not needed; numbers as they are
 * written, so 1 and 1.0 are two.
 */
final class JsonArray {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonArray() {}

  /** {@return the elements, each once, in their order; null = {@code text} is no JSON array} */
  static @Nullable List<String> elements(String text) {
    if (!text.stripLeading().startsWith("[")) {
      return null;
    }
    try (JsonParser in = FACTORY.createParser(text)) {
      if (in.nextToken() != JsonToken.START_ARRAY) {
        return null;
      }
      LinkedHashSet<String> elements = new LinkedHashSet<>();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        StringBuilder element = new StringBuilder();
        write(in, element);
        elements.add(element.toString());
      }
      return in.nextToken() == null ? new ArrayList<>(elements) : null;
    } catch (IOException e) {
      return null;
    }
  }

  static String text(List<String> elements) {
    return "[" + String.join(",", elements) + "]";
  }

  /** Writes the value that begins at the current token; nesting is bounded by the parser. */
  private static void write(JsonParser in, StringBuilder out) throws IOException {
    switch (in.currentToken()) {
      case START_ARRAY -> {
        List<String> inner = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          StringBuilder element = new StringBuilder();
          write(in, element);
          inner.add(element.toString());
        }
        out.append(text(inner));
      }
      case START_OBJECT -> out.append(object(in));
      case VALUE_STRING -> out.append(quoted(in.getText()));
      default -> out.append(in.getText());
    }
  }

  private static String object(JsonParser in) throws IOException {
    Map<String, String> members = new TreeMap<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      StringBuilder value = new StringBuilder();
      write(in, value);
      members.put(quoted(name), value.toString());
    }
    List<String> texts = new ArrayList<>();
    members.forEach((name, value) -> texts.add(name + ":" + value));
    return "{" + String.join(",", texts) + "}";
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
