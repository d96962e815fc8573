package dev.blazesync.whole;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Who is in a group, as the command line tells it. */
final class Devices {
  private Devices() {}

  /** {@return the fingerprint of a database's device} */
  static String of(Jar jar, Path database) {
    return String.valueOf(
        json(jar.run("status", database.toString(), "--json").expect(0)).get("fingerprint"));
  }

  /** {@return the members that a database knows of, with the keys of the manual} */
  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> members(Jar jar, Path database) {
    Jar.Ended ended = jar.run("group", "members", database.toString(), "--json").expect(0);
    return (List<Map<String, Object>>) json(ended).get("members");
  }

  private static Map<String, Object> json(Jar.Ended ended) {
    try {
      return JSON.std.mapFrom(ended.out());
    } catch (IOException e) {
      throw new AssertionError(ended.out(), e);
    }
  }
}
