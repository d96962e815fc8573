package dev.blazesync.benchmarks.path;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/**
 * What figures are of.
 *
 * @param jvm its version and name
 * @param maxHeapBytes of the JVM that measures; processes it starts have their own
 */
record Machine(String os, String arch, int cores, String jvm, long maxHeapBytes) {
  /** {@return this one} */
  static Machine here() {
    return new Machine(
        property("os.name") + " " + property("os.version").replaceFirst("^(\\d+\\.\\d+).*", "$1"),
        property("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        property("java.version") + " " + property("java.vm.name"),
        Runtime.getRuntime().maxMemory());
  }

  private static String property(String name) {
    return System.getProperty(name, "?");
  }

  String json() {
    return "{\"os\":"
        + quoted(os)
        + ",\"arch\":"
        + quoted(arch)
        + ",\"cores\":"
        + cores
        + ",\"jvm\":"
        + quoted(jvm)
        + ",\"maxHeapBytes\":"
        + maxHeapBytes
        + "}";
  }

  static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
