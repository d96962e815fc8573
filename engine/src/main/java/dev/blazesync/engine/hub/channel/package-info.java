/**
 * The channel between a node and a hub: frames, the messages in them, and their limits, as {@code
 * docs/protocol-channel.md} draws them.
 *
 * <p>Frames ({@link dev.blazesync.engine.hub.channel.FrameDecoder}) know nothing of messages:
 * encryption ({@link dev.blazesync.engine.hub.channel.ChannelCipher}) stands between the two.
 * Values are immutable; pipeline handlers belong to their channel's event loop. Not for deciding
 * anything: relays and the hub do that.
 */
package dev.blazesync.engine.hub.channel;
