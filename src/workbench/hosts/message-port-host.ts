import { type AnyRouter } from "@orpc/server";
import { RPCHandler } from "@orpc/server/message-port";
import { type SupportedMessagePort } from "@orpc/client/message-port";

/** A port as the utility process receives it; messages wait until `start`. */
export type EnginePort = SupportedMessagePort & { start(): void };

/** Answers the window's calls over ports; each window brings its own port. */
export function createMessagePortHost(router: AnyRouter): { connect(port: EnginePort): void } {
  const handler = new RPCHandler(router);
  return {
    connect(port) {
      handler.upgrade(port, { context: {} });
      port.start();
    },
  };
}
