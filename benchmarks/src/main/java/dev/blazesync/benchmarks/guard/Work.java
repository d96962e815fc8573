package dev.blazesync.benchmarks.guard;

/** A piece of work that can be done again and again, on one thread. */
@FunctionalInterface
public interface Work {
  /** Makes ready what the next run needs. Not measured. */
  default void prepare() throws Exception {}

  /** {@return something of what was done, so that it has to be done} */
  long run() throws Exception;
}
