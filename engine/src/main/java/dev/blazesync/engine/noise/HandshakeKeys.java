package dev.blazesync.engine.noise;

import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.X25519KeyPair;
import dev.blazesync.spi.Nullable;
import java.util.List;
import java.util.function.Supplier;

/**
 * What one side brings to a handshake. Nothing of it is closed by the handshake but the ephemeral
 * pair.
 *
 * @param own the static pair, if the pattern has one
 * @param remote the other's static public key, if it is known beforehand
 * @param preShared one for each psk token, in their order
 * @param ephemeral makes the ephemeral pair; called once at most
 */
record HandshakeKeys(
    @Nullable X25519KeyPair own,
    byte @Nullable [] remote,
    List<Secret> preShared,
    Supplier<X25519KeyPair> ephemeral) {}
