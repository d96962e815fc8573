package dev.blazesync.spi;

/** What is read of a plug-in before it creates anything. */
public interface Provider {
  /** Version of this SPI. A provider built against a newer one is refused. */
  int SPI_VERSION = 1;

  /** {@return short, unique among providers of its kind, lower case: {@code sqlite}} */
  String id();

  /** {@return the {@link #SPI_VERSION} this provider was built against, as a constant} */
  int spiVersion();
}
