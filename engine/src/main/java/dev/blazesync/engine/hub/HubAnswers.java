package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.channel.ErrorCode;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.hub.channel.Message;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.NotMemberException;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.UnavailableException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a hub answers to questions. */
final class HubAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(HubAnswers.class);

  private HubAnswers() {}

  /**
   * {@return whether it is nothing but what also a device asks that only looks around, or is there
   * to make a group, to join it or to act on its membership}
   */
  static boolean looksAround(Message request) {
    return request instanceof Message.AskHolding
        || (request instanceof Message.GetObject get && ChainObject.is(get.name()))
        || (request instanceof Message.PutObject put && ChainObject.is(put.name()));
  }

  /**
   * {@return the answer to a question of a device, or why there is none}
   *
   * <p>Blocks.
   */
  static Message to(Message question, DeviceAccess log) {
    long request = question.request();
    try {
      if (log.isRemoved()) {
        return new Message.Failure(request, ErrorCode.REMOVED, log.removed());
      }
      if (question instanceof Message.Subscribe) {
        log.requireMember();
        return new Message.Subscribed(request);
      }
      if (question instanceof Message.Pull pull) {
        int maxBytes = Math.min(pull.maxBytes(), HubLimits.PAGE_BYTES);
        Page page = log.pull(pull.have(), pull.cursor(), maxBytes);
        return new Message.Pulled(
            request,
            page.batches().stream().map(SealedBatch::bytes).toList(),
            page.hasMore(),
            page.cursor());
      }
      if (question instanceof Message.GetObject get) {
        int maxBytes = Math.min(get.maxBytes(), HubLimits.PAGE_BYTES);
        return new Message.ObjectPart(request, log.getObject(get.name(), get.offset(), maxBytes));
      }
      return new Message.HoldingIs(request, log.holding());
    } catch (RuntimeException e) {
      // The edge of the reader's thread: whatever it is, the peer gets an answer.
      return failed(request, e);
    }
  }

  /** What a peer may hear of a failure: about its own bytes everything, about the hub nothing. */
  static Message.Failure failed(long request, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ProtocolException e) {
      return new Message.Failure(request, ErrorCode.MALFORMED, String.valueOf(e.getMessage()));
    }
    if (cause instanceof NotMemberException e) {
      return new Message.Failure(request, ErrorCode.NOT_MEMBER, String.valueOf(e.getMessage()));
    }
    if (cause instanceof RefusedException e) {
      return new Message.Failure(request, ErrorCode.REFUSED, String.valueOf(e.getMessage()));
    }
    if (cause instanceof UnavailableException e) {
      LOG.warn("a request could not be served: {}", String.valueOf(e.getMessage()));
      return new Message.Failure(
          request,
          ErrorCode.UNAVAILABLE,
          "the hub cannot store or read this now (no room, too much waiting, stopping, or trouble"
              + " with its disk; its log says which): try again later");
    }
    LOG.error("a request failed", cause);
    return new Message.Failure(
        request, ErrorCode.INTERNAL, "the hub failed; its own log says how: look there");
  }
}
