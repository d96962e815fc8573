package dev.blazesync.adapters.tck;

/** What the rules of every topic stand on. */
public interface StoreRules {
  /** {@return the open store of the running test, on a database that was empty} */
  StoreBench bench();
}
