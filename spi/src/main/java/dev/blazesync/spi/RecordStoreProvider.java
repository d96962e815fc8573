package dev.blazesync.spi;

/** Opens databases of one kind. */
public interface RecordStoreProvider extends Provider {
  /**
   * Looks at path suffix, file magic, URL prefix, product name. Cheap, without side effect, never
   * throws.
   *
   * @return 0 = not mine, to 100 = certainly mine
   */
  int recognises(StoreLocation location);

  /**
   * @throws UnavailableException if it does not exist (and may not be created), cannot be read or
   *     written, or another process holds it
   * @throws DamagedException if it is no database of this kind, or a corrupt one
   * @throws ConfigurationException if options or location make no sense
   */
  RecordStore create(StoreLocation location, StoreOptions options);
}
