package dev.blazesync.spi;

/** Makes conflict policies of one sort. */
public interface ConflictPolicyProvider extends Provider {
  /**
   * @param argument what follows the policy's name in the configuration; empty = nothing
   * @throws ConfigurationException for an argument it does not understand
   */
  ConflictPolicy create(String argument);
}
