package dev.blazesync.engine.policy;

import dev.blazesync.spi.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random values of the sorts that policies are for; few, so that they meet. */
final class Values {
  private Values() {}

  static Value integer(Random random) {
    return new Value.Int64(random.nextInt(20) == 0 ? Long.MAX_VALUE : random.nextInt(5) - 2);
  }

  static Value number(Random random) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> integer(random);
      case 3, 4 -> new Value.Float64((random.nextInt(7) - 3) / 10.0);
      case 5 -> new Value.Float64(random.nextBoolean() ? 1e300 : random.nextGaussian());
      case 6 -> new Value.Decimal(BigDecimal.valueOf(random.nextInt(30) - 10, random.nextInt(3)));
      default -> Value.NULL;
    };
  }

  static Value mixed(Random random) {
    return switch (random.nextInt(6)) {
      case 0, 1 ->
          new Value.Text(List.of("", "a", "b", "\ue000", "\ud83d\ude00").get(random.nextInt(5)));
      case 2 -> random.nextInt(3) == 0 ? tooLong(random) : Value.NULL;
      default -> number(random);
    };
  }

  static Value tooLong(Random random) {
    return new Value.Text("long".repeat(70) + random.nextInt(3));
  }

  static Value array(Random random) {
    if (random.nextInt(12) == 0) {
      return List.of(Value.NULL, new Value.Text("[1"), new Value.Text("[ ]"))
          .get(random.nextInt(3));
    }
    List<String> elements = new ArrayList<>();
    for (int count = random.nextInt(5); count > 0; count--) {
      elements.add(
          List.of("1", "1.0", "\"a\"", "\"\\u0061\"", "{\"b\":1,\"a\":[]}", "null", "true")
              .get(random.nextInt(7)));
    }
    return new Value.Text("[" + String.join(random.nextBoolean() ? ", " : ",", elements) + "]");
  }

  static Value lines(Random random) {
    if (random.nextInt(15) == 0) {
      return random.nextBoolean() ? Value.NULL : new Value.Int64(7);
    }
    StringBuilder text = new StringBuilder();
    for (int count = random.nextInt(6); count > 0; count--) {
      text.append((char) ('a' + random.nextInt(4))).append(random.nextInt(8) == 0 ? "" : "\n");
    }
    return new Value.Text(text.toString());
  }
}
