package dev.blazesync.engine.hub.channel;

/**
 * What both ends of a connection remember of one direction, so that it is not sent again. Not
 * thread-safe.
 *
 * @param batch for what goes in pushes and pages
 * @param vector for what goes in pulls
 */
public record LinkMemory(LastBatch batch, LastVector vector) {
  /** Of a connection on which nothing passed. */
  public LinkMemory() {
    this(new LastBatch(), new LastVector());
  }

  /** {@return the same, which goes its own way} */
  LinkMemory copy() {
    return new LinkMemory(batch.copy(), vector.copy());
  }
}
