import type { Duplex } from "node:stream";
import type { Upgrade } from "../listener/upgrades.ts";

/**
 * Joins the connections of client and app, once the app has accepted a WebSocket (RFC 6455, section 4.2.2): what one sends,
 * the other receives, and if one closes, so does the other, once it has all that was sent before.
 *
 * @param headers the app's, without those of its connection
 * @param moved called whenever something was received
 */
export function joinWebSocket({ socket, head }: Upgrade, app: Duplex, headers: readonly string[], moved: () => void): void {
  const lines = ["HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket"];
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at] ?? ""}: ${headers[at + 1] ?? ""}`);
  socket.write(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  if (head.length > 0) app.write(head);
  for (const [from, to] of [
    [socket, app],
    [app, socket],
  ] as const) {
    from.on("data", moved);
    from.on("error", () => to.destroy());
    from.once("close", () => {
      if (from.readableEnded && !to.writableFinished) to.once("finish", () => to.destroy());
      else to.destroy();
    });
    from.pipe(to);
  }
}
