/**
 * The engine: capture loop, operation log, merge, sync, relays and hub. Applications use {@code
 * dev.blazesync}.
 */
module dev.blazesync.engine {
  requires transitive dev.blazesync.spi;
  requires java.sql;
  requires jdk.net;
  requires com.fasterxml.jackson.core;
  requires com.zaxxer.hikari;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.common;
  requires io.netty.transport;
  requires org.bouncycastle.provider;
  requires org.lz4.java;
  requires org.slf4j;

  exports dev.blazesync;

  uses dev.blazesync.spi.RecordStoreProvider;
  uses dev.blazesync.spi.RelayProvider;
  uses dev.blazesync.spi.ConflictPolicyProvider;

  provides dev.blazesync.spi.ConflictPolicyProvider with
      dev.blazesync.engine.policy.CounterProvider,
      dev.blazesync.engine.policy.FirstWriterWinsProvider,
      dev.blazesync.engine.policy.LastWriterWinsProvider,
      dev.blazesync.engine.policy.LastWriterWinsRowProvider,
      dev.blazesync.engine.policy.MaxProvider,
      dev.blazesync.engine.policy.MinProvider,
      dev.blazesync.engine.policy.ServerWinsProvider,
      dev.blazesync.engine.policy.SetUnionProvider,
      dev.blazesync.engine.policy.TextMergeProvider;
  provides dev.blazesync.spi.RelayProvider with
      dev.blazesync.engine.relay.memory.MemoryRelayProvider,
      dev.blazesync.engine.relay.tcp.TcpRelayProvider;
}
