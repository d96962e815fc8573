package dev.blazesync.engine.replica;

import dev.blazesync.spi.OriginLog;
import java.util.Set;

/**
 * What arrived.
 *
 * @param logged batches that were new
 * @param gap whether batches before one of them are missing
 * @param forked logs of which two histories exist
 * @param unknown whether one is of a device that the membership as it is known here never named
 * @param rejected what is wrong with batches that were left out for good
 */
public record Received(
    int logged, boolean gap, Set<OriginLog> forked, boolean unknown, Set<String> rejected) {
  public Received {
    forked = Set.copyOf(forked);
    rejected = Set.copyOf(rejected);
  }
}
